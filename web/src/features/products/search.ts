import { compact } from '~/lib/listSearch';
import { one } from '~/lib/searchParams';

/** The form that is open over the page: `new`, or the key of the product that is edited. */
export type ProductSearch = { product?: string };

export function parseProductSearch(raw: Record<string, unknown>): ProductSearch {
  return compact({ product: one(raw, 'product') });
}
