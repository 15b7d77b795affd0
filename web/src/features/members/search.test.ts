import { describe, expect, it } from 'vitest';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { parseSearch, stringifySearch } from '~/lib/searchParams';
import {
  type MemberSearch,
  memberFilterQuery,
  memberFilters,
  memberListQuery,
  parseMemberSearch,
} from './search';

describe('the list of members in its address', () => {
  it('reads and writes the same', () => {
    const address =
      '?q=kim&sort=-lastVisitAt&limit=100&status=active&status=pending&roleId=rol_1&organizationId=org_1&reach=subtree&member=mem_1&memberForm=account';
    const search = parseMemberSearch(parseSearch(address));
    expect(parseSearch(stringifySearch(search))).toEqual(parseSearch(address));
    expect(hasFilters(search, memberFilters)).toBe(true);
    expect(withoutFilters(search, memberFilters)).toEqual({
      sort: '-lastVisitAt',
      limit: 100,
      member: 'mem_1',
      memberForm: 'account',
    });
  });

  it('drops a status that there is not and a reach that goes without saying', () => {
    expect(parseMemberSearch({ status: ['active', 'asleep'], reach: 'own' })).toEqual({ status: ['active'] });
    expect(parseMemberSearch({ status: 'asleep', reach: 'everywhere' })).toEqual({});
    expect(hasFilters<MemberSearch>({ sort: 'email' }, memberFilters)).toBe(false);
  });

  it('asks for the organization it is in, whatever the address says', () => {
    const search = { organizationId: 'org_other', reach: 'subtree' as const, q: 'kim' };
    expect(memberFilterQuery(search, 'org_1')).toEqual({
      q: 'kim',
      organizationId: 'org_1',
      reach: 'subtree',
    });
    expect(memberFilterQuery(search, undefined)).toEqual({
      q: 'kim',
      organizationId: 'org_other',
      reach: 'subtree',
    });
  });

  it('asks for no reach where no organization is named, which the API would refuse', () => {
    expect(memberListQuery({ reach: 'subtree', cursor: 'c' }, undefined)).toEqual({ limit: 50, cursor: 'c' });
  });
});
