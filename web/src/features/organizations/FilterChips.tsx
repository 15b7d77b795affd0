import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { area } from '~/i18n';
import { formatDay } from '~/lib/format';
import { fromTheStart } from '~/lib/listSearch';
import { FilterChips as Chips } from '~/ui/table/FilterChips';
import { organizationQuery } from './api';
import { useLabels } from './labels';
import { type FilterKey, filterKeys, type OrganizationSearch, withoutFilters } from './search';

const GroupName = lazy(
  area('groups', () =>
    import('~/features/groups/GroupFact').then((module) => ({ default: module.GroupName })),
  ),
);

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

  function shown(key: FilterKey): string {
    const value = search[key];
    if (key === 'createdFrom' || key === 'createdTo') return formatDay(String(value), i18n.locale);
    const each = (Array.isArray(value) ? value : [String(value)]).map((entry) => labels.value(key, entry));
    return new Intl.ListFormat(i18n.locale, { type: 'disjunction' }).format(each);
  }

  const drop = (key: FilterKey | 'q') => () => onChange(fromTheStart(search, { [key]: undefined }));
  const query =
    withQuery && search.q !== undefined
      ? [{ key: 'q', label: t`Search`, value: search.q, onRemove: drop('q') }]
      : [];
  const filters = filterKeys
    .filter((key) => search[key] !== undefined)
    .map((key) => ({
      key,
      label: labels.field(key),
      value:
        key === 'registeredOrganizationId' ? (
          <OrganizationName id={search.registeredOrganizationId ?? ''} />
        ) : key === 'groupId' ? (
          <Suspense fallback="…">
            <GroupName id={search.groupId ?? ''} />
          </Suspense>
        ) : (
          shown(key)
        ),
      onRemove: drop(key),
    }));
  return (
    <Chips
      chips={[...query, ...filters]}
      centered={centered}
      onClear={
        centered ? undefined : () => onChange(fromTheStart({ ...withoutFilters(search), q: search.q }, {}))
      }
    />
  );
}

export function OrganizationName({ id }: { id: string }) {
  const found = useQuery(organizationQuery(id));
  return <>{found.data?.organization.name ?? id}</>;
}
