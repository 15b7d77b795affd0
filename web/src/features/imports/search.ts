import { compact, type ListSearch, parseListSearch } from '~/lib/listSearch';
import { one } from '~/lib/searchParams';

export const rowStatuses = ['add', 'skip', 'invalid'] as const;
export type RowStatus = (typeof rowStatuses)[number];

export type ImportSearch = Pick<ListSearch, 'limit' | 'cursor' | 'from' | 'columns'> & { status?: RowStatus };

export function parseImportSearch(raw: Record<string, unknown>): ImportSearch {
  const { limit, cursor, from, columns } = parseListSearch(raw);
  const status = one(raw, 'status');
  return compact({
    limit,
    cursor,
    from,
    columns,
    status: rowStatuses.find((known) => known === status),
  });
}
