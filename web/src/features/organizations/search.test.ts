import { describe, expect, it } from 'vitest';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { parseSearch, stringifySearch } from '~/lib/searchParams';
import { filterKeys, filterQuery, listQuery, parseOrganizationSearch } from './search';

describe('the filters of the organization list', () => {
  const address =
    '?q=x&name=a&website=b&timeZone=Asia%2FSeoul&registeredOrganizationId=org_1&address=c&representativeName=d' +
    '&mainPhone=02&businessRegistrationNumber=116&id=org_2&id=org_3&externalKey=A%201&externalKey=B&status=active&status=suspended' +
    '&classification=client&type=executing&clientClassification=company&controlOrganizationIntegrated=false' +
    '&createdFrom=2026-01-01&createdTo=2026-01-31';

  it('come back from the URL as they went in', () => {
    const search = parseOrganizationSearch(parseSearch(address));
    expect(parseOrganizationSearch(parseSearch(stringifySearch(search)))).toEqual(search);
    expect(search.status).toEqual(['active', 'suspended']);
    expect(search.externalKey).toEqual(['A 1', 'B']);
    expect(hasFilters(search, filterKeys)).toBe(true);
    expect(withoutFilters({ ...search, limit: 20 }, filterKeys)).toEqual({ limit: 20 });
  });

  it('drop what the API would refuse', () => {
    expect(
      parseOrganizationSearch({
        createdFrom: 'yesterday',
        controlOrganizationIntegrated: 'maybe',
        unknown: '1',
      }),
    ).toEqual({});
  });

  it('ask for whole days of the time zone, the last one included', () => {
    expect(filterQuery({ createdFrom: '2026-01-01', createdTo: '2026-01-31' }, 'Asia/Seoul')).toEqual({
      createdFrom: '2025-12-31T15:00:00Z',
      createdTo: '2026-01-31T15:00:00Z',
    });
  });

  it('keep to the day where the clocks change', () => {
    expect(filterQuery({ createdFrom: '2026-03-29', createdTo: '2026-03-29' }, 'Europe/Berlin')).toEqual({
      createdFrom: '2026-03-28T23:00:00Z',
      createdTo: '2026-03-29T22:00:00Z',
    });
  });

  it('ask for a page in the list and not in a download', () => {
    const search = {
      q: 'a',
      sort: '-name',
      limit: 20,
      cursor: 'c',
      from: 21,
      columns: ['name'],
      form: 'new',
    };
    expect(listQuery(search, 'UTC')).toEqual({ q: 'a', sort: '-name', limit: 20, cursor: 'c' });
    expect(filterQuery(search, 'UTC')).toEqual({ q: 'a', sort: '-name' });
  });
});
