import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Product, ProductBody } from '~/api/types';

const all = ['products'] as const;

/** A text in every language of the interface. */
export type Localized = Product['name'];

/** The products and their permissions; console first. */
export const productsQuery = queryOptions({
  queryKey: all,
  queryFn: async ({ signal }) => (await answer(api.GET('/v1/products', { signal }))).items,
  staleTime: 60_000,
});

export async function saveProduct(key: string, body: ProductBody): Promise<Product> {
  const saved = await answer(api.PUT('/v1/products/{key}', { params: { path: { key } }, body }));
  await refreshProducts();
  return saved;
}

export async function deleteProduct(key: string): Promise<void> {
  await answer(api.DELETE('/v1/products/{key}', { params: { path: { key } } }));
  await refreshProducts();
}

/** A product's permissions show in roles and in what somebody may do. */
async function refreshProducts(): Promise<void> {
  await Promise.all(
    [all, ['roles'], ['access'], ['allowed']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}

/** A name in the interface's language, or in English where the interface is in none of the name's. */
export function localized(name: Localized, language: string): string {
  return name[language as keyof Localized] || name.en;
}
