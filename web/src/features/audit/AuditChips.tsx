import { useLingui } from '@lingui/react/macro';
import { OrganizationName } from '~/features/organizations/FilterChips';
import { formatDay, formatEither } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { useAuditLabels } from './labels';
import { type AuditFilter, type AuditSearch, auditFilters } from './search';

/** What an audit trail is narrowed to. */
export function AuditChips({
  search,
  onChange,
  withQuery = false,
}: {
  search: AuditSearch;
  onChange: (next: AuditSearch) => void;
  withQuery?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useAuditLabels();

  function value(key: AuditFilter) {
    switch (key) {
      case 'action':
        return formatEither((search.action ?? []).map(labels.group), i18n.locale);
      case 'organizationId':
        return <OrganizationName id={search.organizationId ?? ''} />;
      case 'reach':
        return t`And everything below it`;
      case 'since':
      case 'until':
        return formatDay(search[key] ?? '', i18n.locale);
      default:
        return search[key] ?? '';
    }
  }

  return (
    <SearchChips
      search={search}
      filters={auditFilters}
      label={labels.filter}
      value={value}
      // A reach means nothing without its organization.
      dropped={(key) => (key === 'organizationId' ? { reach: undefined } : {})}
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}
