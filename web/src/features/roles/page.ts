import type { Role } from '~/api/types';
import type { ListSearch } from '~/lib/listSearch';
import { pageOfAll } from '~/lib/pageOfAll';

const orders: Record<string, (a: Role, b: Role) => number> = {
  memberCount: (a, b) => a.memberCount - b.memberCount,
  permissions: (a, b) => a.permissions.length - b.permissions.length,
  createdAt: (a, b) => a.createdAt.localeCompare(b.createdAt),
  updatedAt: (a, b) => a.updatedAt.localeCompare(b.updatedAt),
};

/** The server's own order is Admin first, the others by name. */
export function pageOfRoles(roles: readonly Role[], search: ListSearch, language: string) {
  return pageOfAll(roles, search, language, orders);
}
