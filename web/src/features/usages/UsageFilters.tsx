import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { localized, productsQuery } from '~/features/products/api';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import {
  type UsageFilters as Filters,
  parseUsageFilters,
  type UsageSearch,
  usageFilters,
  usageKinds,
} from './search';
import { useUsageLabels } from './useUsageLabels';

/** A filter for what a list of usages can be narrowed by. Nothing is searched before Search is pressed. */
export function UsageFilters({
  organizationId,
  search,
  onChange,
  onClose,
}: {
  organizationId: string;
  search: UsageSearch;
  onChange: (next: UsageSearch) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const labels = useUsageLabels();
  const products = useQuery(productsQuery);
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: usageFilters,
    parse: parseUsageFilters,
    onChange,
    onClose,
  });

  return (
    <DetailedSearchPanel {...panel}>
      <Choices
        label={t`Product`}
        choices={(products.data ?? []).map(({ key, name }) => ({
          value: key,
          label: localized(name, i18n.locale),
        }))}
        value={draft.product}
        onChange={(product) => set({ product })}
      />
      <Choices
        label={t`Kind`}
        choices={usageKinds.map((value) => ({ value, label: labels.kind(value) }))}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind as Filters['kind'] })}
      />
      <OrganizationFilter fixed={organizationId} value={draft} onChange={({ reach }) => set({ reach })} />
    </DetailedSearchPanel>
  );
}
