import type { Reach } from '~/api/types';
import { compact, defaultPageSize, type ListSearch, parseListSearch } from '~/lib/listSearch';
import { many, one } from '~/lib/searchParams';

export const usageKinds = ['campaign', 'schedule'] as const;

export type UsageKind = (typeof usageKinds)[number];

export type UsageFilters = {
  product?: string[];
  kind?: UsageKind[];
  /** Those that use this number. */
  numberId?: string;
  /** `subtree`: with the usages of the organizations below. */
  reach?: Reach;
};

export type UsageSearch = ListSearch & UsageFilters;

export type UsageFilter = keyof UsageFilters;

export const usageFilters: readonly UsageFilter[] = ['product', 'kind', 'numberId', 'reach'];

export function parseUsageFilters(raw: Record<string, unknown>): UsageFilters {
  const wanted = many(raw, 'kind') ?? [];
  const kind = usageKinds.filter((known) => wanted.includes(known));
  return compact({
    product: many(raw, 'product'),
    kind: kind.length > 0 ? kind : undefined,
    numberId: one(raw, 'numberId'),
    reach: one(raw, 'reach') === 'subtree' ? 'subtree' : undefined,
  });
}

export function parseUsageSearch(raw: Record<string, unknown>): UsageSearch {
  return { ...parseListSearch(raw), ...parseUsageFilters(raw) };
}

export function usageListQuery(search: UsageSearch, organizationId: string) {
  return compact({
    organizationId,
    q: search.q,
    product: search.product,
    kind: search.kind,
    numberId: search.numberId,
    reach: search.reach,
    sort: search.sort,
    limit: search.limit ?? defaultPageSize,
    cursor: search.cursor,
  });
}
