import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '~/lib/searchParams';
import { parseUsageSearch, usageListQuery } from './search';

describe('the list of usages in its address', () => {
  it('reads and writes the same', () => {
    const address =
      '?q=spring&sort=name&product=sms&product=voice&kind=campaign&kind=schedule&numberId=num_1&reach=subtree';
    expect(stringifySearch(parseUsageSearch(parseSearch(address)))).toBe(address);
  });

  it('drops a kind that there is not and a reach that goes without saying', () => {
    expect(parseUsageSearch({ kind: ['war'], reach: 'own' })).toEqual({});
    expect(parseUsageSearch({ kind: ['war', 'schedule'] })).toEqual({ kind: ['schedule'] });
  });

  it('asks for a page of the organization', () => {
    expect(usageListQuery({ kind: ['campaign'], cursor: 'c', from: 51 }, 'org_1')).toEqual({
      organizationId: 'org_1',
      kind: ['campaign'],
      limit: 50,
      cursor: 'c',
    });
  });
});
