import { useLingui } from '@lingui/react/macro';
import { OrganizationName } from '~/features/organizations/FilterChips';
import { formatDay } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { useNumberLabels } from './labels';
import { type NumberFilter, type NumberSearch, numberFilters } from './search';

/** What a list of numbers is narrowed to. */
export function NumberChips({
  search,
  onChange,
  withQuery = false,
}: {
  search: NumberSearch;
  onChange: (next: NumberSearch) => void;
  withQuery?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useNumberLabels();

  function value(key: NumberFilter) {
    const chosen = search[key] ?? '';
    if (key === 'organizationId') return <OrganizationName id={chosen} />;
    if (key === 'reach') return t`And everything below it`;
    if (key === 'inUse') return labels.yes(chosen);
    return key === 'createdFrom' || key === 'createdTo' ? formatDay(chosen, i18n.locale) : chosen;
  }

  return (
    <SearchChips
      search={search}
      filters={numberFilters}
      label={labels.filter}
      value={value}
      // A reach means nothing without its organization.
      dropped={(key) => (key === 'organizationId' ? { reach: undefined } : {})}
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}
