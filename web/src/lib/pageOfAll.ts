import type { Total } from '~/api/types';
import { byName } from './format';
import { defaultPageSize, type ListSearch } from './listSearch';

/**
 * The page of a list that the server gives all at once: what the list's URL asks for is chosen here. The cursor is a
 * position. Without an order of one's own it is the server's.
 */
export function pageOfAll<Row extends { id: string; name: string }>(
  rows: readonly Row[],
  search: ListSearch,
  language: string,
  /** By the column that they sort, but for the name. */
  orders: Record<string, (a: Row, b: Row) => number>,
): { items: Row[]; total: Total; nextCursor: string | undefined } {
  const fold = (text: string) => text.normalize().toLocaleLowerCase(language);
  const wanted = fold(search.q ?? '');
  const found = rows.filter((row) => fold(row.name).includes(wanted) || row.id === search.q);
  const descending = search.sort?.startsWith('-') ?? false;
  const column = search.sort?.replace(/^-/, '') ?? '';
  const order = column === 'name' ? byName<Row>(language, ({ name }) => name) : orders[column];
  if (order) found.sort((a, b) => (descending ? order(b, a) : order(a, b)));
  const start = Math.max(0, Number.parseInt(search.cursor ?? '0', 10) || 0);
  const end = start + (search.limit ?? defaultPageSize);
  return {
    items: found.slice(start, end),
    total: { value: found.length, relation: 'eq' },
    nextCursor: end < found.length ? String(end) : undefined,
  };
}
