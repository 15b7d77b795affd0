import { useLingui } from '@lingui/react/macro';
import { useProductName } from '~/features/products/useProductName';
import type { UsageKind } from './search';

/** The words for what a usage is: its kind, and its product by name. */
export function useUsageLabels() {
  const { t } = useLingui();
  const product = useProductName();
  const kind = (of: UsageKind): string => (of === 'campaign' ? t`Campaign` : t`Schedule`);
  return {
    product,
    kind,
    /** `Voice · Campaign` */
    what: (usage: { product: string; kind: UsageKind }) => `${product(usage.product)} · ${kind(usage.kind)}`,
  };
}
