import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { numberQuery } from '~/features/numbers/api';
import { formatEither } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { type UsageFilter, type UsageSearch, usageFilters } from './search';
import { useUsageLabels } from './useUsageLabels';

/** What a list of usages is narrowed to. */
export function UsageChips({
  search,
  onChange,
  withQuery = false,
}: {
  search: UsageSearch;
  onChange: (next: UsageSearch) => void;
  withQuery?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useUsageLabels();
  const names: Record<UsageFilter, string> = {
    product: t`Product`,
    kind: t`Kind`,
    numberId: t`Number`,
    reach: t`Reach`,
  };

  const either = (names: string[]) => formatEither(names, i18n.locale);

  function value(key: UsageFilter) {
    if (key === 'product') return either((search.product ?? []).map(labels.product));
    if (key === 'kind') return either((search.kind ?? []).map(labels.kind));
    if (key === 'reach') return t`And everything below it`;
    return <NumberName id={search.numberId ?? ''} />;
  }

  return (
    <SearchChips
      search={search}
      filters={usageFilters}
      label={(key) => names[key]}
      value={value}
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}

function NumberName({ id }: { id: string }) {
  const found = useQuery(numberQuery(id));
  return <span className="mono">{found.data?.number.display ?? id}</span>;
}
