import { compact, type ListSearch, parseListSearch } from '~/lib/listSearch';
import { one } from '~/lib/searchParams';

/** Which part of a role's page is open, the permissions where nothing is said; and its list of members. */
export type RoleSearch = ListSearch & { tab?: 'members' };

export function parseRoleSearch(raw: Record<string, unknown>): RoleSearch {
  return {
    ...parseListSearch(raw),
    ...compact({ tab: one(raw, 'tab') === 'members' ? 'members' : undefined }),
  };
}
