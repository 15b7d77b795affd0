import type { Role, Total } from '~/api/types';
import { byName } from '~/lib/format';
import { defaultPageSize, type ListSearch } from '~/lib/listSearch';

const orders: Record<string, (a: Role, b: Role) => number> = {
  memberCount: (a, b) => a.memberCount - b.memberCount,
  permissions: (a, b) => a.permissions.length - b.permissions.length,
  createdAt: (a, b) => a.createdAt.localeCompare(b.createdAt),
  updatedAt: (a, b) => a.updatedAt.localeCompare(b.updatedAt),
};

/** The server gives all roles at once; what a list's URL asks for is chosen from them here. The cursor is a position. */
export function pageOfRoles(
  roles: readonly Role[],
  search: ListSearch,
  language: string,
): { items: Role[]; total: Total; nextCursor: string | undefined } {
  const fold = (text: string) => text.normalize().toLocaleLowerCase(language);
  const wanted = fold(search.q ?? '');
  const found = roles.filter((role) => fold(role.name).includes(wanted) || role.id === search.q);
  const descending = search.sort?.startsWith('-') ?? false;
  const column = search.sort?.replace(/^-/, '') ?? '';
  const order = column === 'name' ? byName<Role>(language, ({ name }) => name) : orders[column];
  // Without an order of one's own it is the server's: Admin first, the others by name.
  if (order) found.sort((a, b) => (descending ? order(b, a) : order(a, b)));
  const start = Math.max(0, Number.parseInt(search.cursor ?? '0', 10) || 0);
  const end = start + (search.limit ?? defaultPageSize);
  return {
    items: found.slice(start, end),
    total: { value: found.length, relation: 'eq' },
    nextCursor: end < found.length ? String(end) : undefined,
  };
}
