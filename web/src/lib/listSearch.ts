import { many, one } from './searchParams';

export const pageSizes = [20, 50, 100, 200] as const;
export const defaultPageSize = 50;

/** What every list keeps in the URL, so that Back, reload and a shared link show the same. */
export type ListSearch = {
  q?: string;
  /** A column, `-` before it for the other direction. */
  sort?: string;
  limit?: number;
  cursor?: string;
  /** The position of the page's first row, which a cursor does not tell. */
  from?: number;
  /** The columns shown, where they are not the default ones. */
  columns?: string[];
  /** The selected rows' IDs, or `all` for everything that matches. */
  selected?: string[];
};

export const allSelected = 'all';

export function parseListSearch(raw: Record<string, unknown>): ListSearch {
  const limit = Number(one(raw, 'limit'));
  const from = Number(one(raw, 'from'));
  const cursor = one(raw, 'cursor');
  return compact({
    q: one(raw, 'q'),
    sort: one(raw, 'sort'),
    limit: (pageSizes as readonly number[]).includes(limit) && limit !== defaultPageSize ? limit : undefined,
    cursor,
    from: cursor !== undefined && Number.isInteger(from) && from > 1 ? from : undefined,
    columns: many(raw, 'columns'),
    selected: many(raw, 'selected'),
  });
}

/** Without the absent keys, so that two searches that mean the same are the same. */
export function compact<T extends Record<string, unknown>>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

/** Which page the API is asked for. */
export function pageQuery({ limit, cursor }: ListSearch) {
  return { limit: limit ?? defaultPageSize, cursor };
}

/** Another filter, order or page size starts at the first page, with nothing selected. */
export function fromTheStart<T extends ListSearch>(search: T, change: Partial<T>): T {
  return compact({ ...search, cursor: undefined, from: undefined, selected: undefined, ...change });
}

/** Whether the list is narrowed: by what is typed in its search box, or by one of its own filters. */
export function hasFilters<T extends ListSearch>(search: T, filters: readonly (keyof T)[]): boolean {
  return search.q !== undefined || filters.some((key) => search[key] !== undefined);
}

/** The whole list, in the same order and with the same columns. */
export function withoutFilters<T extends ListSearch>(search: T, filters: readonly (keyof T)[]): T {
  const rest: T = { ...search, q: undefined };
  for (const key of filters) delete rest[key];
  return compact(rest);
}

/** Without the spaces around what somebody has typed into filters. */
export function trimmed(filters: Record<string, unknown>): Record<string, unknown> {
  const trim = (value: unknown): unknown =>
    typeof value === 'string' ? value.trim() : Array.isArray(value) ? value.map(trim) : value;
  return Object.fromEntries(Object.entries(filters).map(([key, value]) => [key, trim(value)]));
}
