import { useLingui } from '@lingui/react';
import { useQuery } from '@tanstack/react-query';
import { localized, productsQuery } from './api';

/** The name of a product by its key; the key itself until it is known. */
export function useProductName(): (key: string) => string {
  const { i18n } = useLingui();
  const products = useQuery(productsQuery);
  return (key) => {
    const found = products.data?.find((product) => product.key === key);
    return found ? localized(found.name, i18n.locale) : key;
  };
}
