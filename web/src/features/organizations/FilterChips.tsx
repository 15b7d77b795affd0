import { Trans, useLingui } from '@lingui/react/macro';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useQuery } from '@tanstack/react-query';
import { formatDay } from '~/lib/format';
import { fromTheStart } from '~/lib/listSearch';
import { organizationQuery } from './api';
import classes from './FilterChips.module.css';
import { useLabels } from './labels';
import { type FilterKey, filterKeys, type OrganizationSearch, withoutFilters } from './search';

/** What the list is narrowed to, one chip a field; each takes itself away. */
export function FilterChips({
  search,
  onChange,
  withQuery = false,
  centered = false,
}: {
  search: OrganizationSearch;
  onChange: (next: OrganizationSearch) => void;
  /** Also for what is typed in the search box, where that is not in sight. */
  withQuery?: boolean;
  centered?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useLabels();
  const active = filterKeys.filter((key) => search[key] !== undefined);
  const query = withQuery ? search.q : undefined;
  if (active.length === 0 && query === undefined) return null;

  function shown(key: FilterKey): string {
    const value = search[key];
    if (key === 'createdFrom' || key === 'createdTo') return formatDay(String(value), i18n.locale);
    const each = (Array.isArray(value) ? value : [String(value)]).map((entry) => labels.value(key, entry));
    return new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(each);
  }

  return (
    <ul className={classes.chips} data-centered={centered || undefined} aria-label={t`Filters`}>
      {query !== undefined && (
        <Chip label={t`Search`} onRemove={() => onChange(fromTheStart(search, { q: undefined }))}>
          {query}
        </Chip>
      )}
      {active.map((key) => (
        <Chip
          key={key}
          label={labels.field(key)}
          onRemove={() => onChange(fromTheStart(search, { [key]: undefined }))}
        >
          {key === 'registeredOrganizationId' ? (
            <OrganizationName id={search.registeredOrganizationId ?? ''} />
          ) : (
            shown(key)
          )}
        </Chip>
      ))}
      {active.length > 1 && !centered && (
        <li>
          <button
            type="button"
            className={classes.clear}
            onClick={() => onChange(fromTheStart({ ...withoutFilters(search), q: search.q }, {}))}
          >
            <Trans>Clear all</Trans>
          </button>
        </li>
      )}
    </ul>
  );
}

function OrganizationName({ id }: { id: string }) {
  const found = useQuery(organizationQuery(id));
  return <>{found.data?.organization.name ?? id}</>;
}

function Chip({
  label,
  onRemove,
  children,
}: {
  label: string;
  onRemove: () => void;
  children: React.ReactNode;
}) {
  const { t } = useLingui();
  return (
    <li className={classes.chip}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{children}</span>
      <button type="button" aria-label={t`Remove the filter ${label}`} onClick={onRemove}>
        <IconX size={14} aria-hidden />
      </button>
    </li>
  );
}
