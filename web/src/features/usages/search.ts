import type { Reach } from '~/api/types';
import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { known, many, one, wideReach } from '~/lib/searchParams';

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
  return compact({
    product: many(raw, 'product'),
    kind: known(raw, 'kind', usageKinds),
    numberId: one(raw, 'numberId'),
    reach: wideReach(raw),
  });
}

export function parseUsageSearch(raw: Record<string, unknown>): UsageSearch {
  return { ...parseListSearch(raw), ...parseUsageFilters(raw) };
}

/** What the list and its file show. */
export function usageFilterQuery(search: UsageSearch, organizationId: string) {
  const { q, product, kind, numberId, reach, sort } = search;
  return compact({ organizationId, q, product, kind, numberId, reach, sort });
}

export function usageListQuery(search: UsageSearch, organizationId: string) {
  return compact({ ...usageFilterQuery(search, organizationId), ...pageQuery(search) });
}
