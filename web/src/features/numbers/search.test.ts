import { describe, expect, it } from 'vitest';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { parseSearch, stringifySearch } from '~/lib/searchParams';
import { numberFilter, numberFilters, numberListQuery, parseNumberSearch } from './search';

describe('the list of numbers in its address', () => {
  it('reads and writes the same', () => {
    const address =
      '?q=1588&sort=-createdAt&limit=100&number=02&lettering=a&billingNumber=031&organizationId=org_1' +
      '&reach=subtree&inUse=false&createdFrom=2026-01-01&createdTo=2026-01-31&edit=num_1';
    const search = parseNumberSearch(parseSearch(address));
    expect(parseSearch(stringifySearch(search))).toEqual(parseSearch(address));
    expect(hasFilters(search, numberFilters)).toBe(true);
    expect(withoutFilters(search, numberFilters)).toEqual({ sort: '-createdAt', limit: 100, edit: 'num_1' });
  });

  it('drops what the API would refuse', () => {
    expect(
      parseNumberSearch({ inUse: 'perhaps', reach: 'own', createdFrom: 'yesterday', number: '' }),
    ).toEqual({});
  });

  it('asks for the organization it is in, whatever the address says', () => {
    const search = { organizationId: 'org_other', reach: 'subtree' as const };
    expect(numberFilter(search, 'org_1', 'UTC')).toEqual({ organizationId: 'org_1', reach: 'subtree' });
    expect(numberFilter({ reach: 'subtree' }, undefined, 'UTC')).toEqual({});
  });

  it('asks for whole days of the time zone, and for a page in the list only', () => {
    const search = {
      createdFrom: '2026-01-01',
      createdTo: '2026-01-31',
      inUse: 'true' as const,
      sort: '-number',
      cursor: 'c',
      selected: ['num_1'],
    };
    const filter = {
      createdFrom: '2025-12-31T15:00:00Z',
      createdTo: '2026-01-31T15:00:00Z',
      inUse: true,
    };
    expect(numberFilter(search, undefined, 'Asia/Seoul')).toEqual(filter);
    expect(numberListQuery(search, undefined, 'Asia/Seoul')).toEqual({
      ...filter,
      inUse: 'true',
      sort: '-number',
      limit: 50,
      cursor: 'c',
    });
  });
});
