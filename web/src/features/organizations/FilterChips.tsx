import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { area } from '~/i18n';
import { formatDay, formatEither } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { organizationQuery } from './api';
import { useLabels } from './labels';
import { type FilterKey, filterKeys, type OrganizationSearch } from './search';

const GroupName = lazy(
  area('groups', () =>
    import('~/features/groups/GroupFact').then((module) => ({ default: module.GroupName })),
  ),
);

export function FilterChips({
  search,
  onChange,
  withQuery = false,
}: {
  search: OrganizationSearch;
  onChange: (next: OrganizationSearch) => void;
  /** Also for what is typed in the search box, where that is not in sight. */
  withQuery?: boolean;
}) {
  const { i18n } = useLingui();
  const labels = useLabels();

  function shown(key: FilterKey): string {
    const value = search[key];
    if (key === 'createdFrom' || key === 'createdTo') return formatDay(String(value), i18n.locale);
    const each = (Array.isArray(value) ? value : [String(value)]).map((entry) => labels.value(key, entry));
    return formatEither(each, i18n.locale);
  }

  return (
    <SearchChips
      search={search}
      filters={filterKeys}
      label={labels.field}
      value={(key) =>
        key === 'registeredOrganizationId' ? (
          <OrganizationName id={search.registeredOrganizationId ?? ''} />
        ) : key === 'groupId' ? (
          <Suspense fallback="…">
            <GroupName id={search.groupId ?? ''} />
          </Suspense>
        ) : (
          shown(key)
        )
      }
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}

export function OrganizationName({ id }: { id: string }) {
  const found = useQuery(organizationQuery(id));
  return <>{found.data?.organization.name ?? id}</>;
}
