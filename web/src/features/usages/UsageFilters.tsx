import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { localized, productsQuery } from '~/features/products/api';
import { compact, fromTheStart, withoutFilters } from '~/lib/listSearch';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
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
  const [draft, setDraft] = useState<Filters>(() => parseUsageFilters(search));
  const set = (change: Filters) => setDraft((before) => compact({ ...before, ...change }));

  return (
    <DetailedSearchPanel
      onSearch={() =>
        onChange(fromTheStart<UsageSearch>({ ...withoutFilters(search, usageFilters), q: search.q }, draft))
      }
      onClear={() => setDraft({})}
      onClose={onClose}
    >
      <Choices
        label={t`Product`}
        choices={(products.data ?? []).map(({ key, name }) => ({
          value: key,
          label: localized(name, i18n.locale),
        }))}
        value={draft.product}
        onChange={(product) => set({ product: product.length > 0 ? product : undefined })}
      />
      <Choices
        label={t`Kind`}
        choices={usageKinds.map((value) => ({ value, label: labels.kind(value) }))}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind.length > 0 ? (kind as Filters['kind']) : undefined })}
      />
      <OrganizationFilter fixed={organizationId} value={draft} onChange={({ reach }) => set({ reach })} />
    </DetailedSearchPanel>
  );
}
