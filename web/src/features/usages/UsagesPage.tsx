import { Trans, useLingui } from '@lingui/react/macro';
import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs';
import IconPlayerStop from '@tabler/icons-react/dist/esm/icons/IconPlayerStop.mjs';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Usage } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { NumberTabs } from '~/features/numbers/NumberTabs';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import { useTitle } from '~/ui/useTitle';
import { usagesQuery } from './api';
import { type UsageSearch, usageFilters } from './search';
import { UsageChips } from './UsageChips';
import { useUsageColumns } from './useUsageColumns';

const UsageFilters = lazy(() =>
  import('./UsageFilters').then((module) => ({ default: module.UsageFilters })),
);
const EndUsageDialog = lazy(() =>
  import('./EndUsageDialog').then((module) => ({ default: module.EndUsageDialog })),
);

const route = getRouteApi('/shell/o/$organizationId/usages');

/** The campaigns and schedules of products that use an organization and its numbers. */
export function UsagesPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const maySee = allowed('console.usages.read');
  const list = useQuery({
    ...usagesQuery(search, organizationId),
    enabled: maySee,
    placeholderData: keepPreviousData,
  });
  const columns = useUsageColumns(organization.timeZone, search.reach === 'subtree');
  const [detailed, setDetailed] = useState(false);
  const [ending, setEnding] = useState<Usage>();
  const change = (next: UsageSearch, options?: { replace?: boolean }) =>
    void navigate({ search: next, replace: options?.replace ?? false });
  const narrowed = hasFilters(search, usageFilters);
  const clear = () => change(withoutFilters(search, usageFilters));
  const failure = useListFailure(list, { who: 'admin', onClear: narrowed ? clear : undefined });
  const title = t`Usages`;
  useTitle(title, organization.name);

  if (!maySee) return <NotAllowed permission="console.usages.read" who="admin" />;
  const count = usageFilters.filter((key) => search[key] !== undefined).length;
  const chips = (withQuery: boolean) => (
    <UsageChips search={search} onChange={(next) => change(next)} withQuery={withQuery} />
  );
  // What one may do in an organization below is asked for on its own pages.
  const actionsOf = (usage: Usage): RowAction[] =>
    allowed('console.usages.manage') && usage.organizationId === organizationId
      ? [
          {
            id: 'end',
            label: t`End…`,
            icon: <IconPlayerStop size={16} aria-hidden />,
            danger: true,
            run: () => setEnding(usage),
          },
        ]
      : [];

  return (
    <NumberTabs organizationId={organizationId} allowed={allowed}>
      <DataTable
        title={title}
        rows={list.data?.items}
        fetching={list.isFetching}
        total={list.data?.total}
        nextCursor={list.isPlaceholderData ? undefined : list.data?.nextCursor}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.usage(row.organizationId, row.id)}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        search={search}
        onSearch={change}
        searchLabel={t`Search by name or external ID`}
        filters={<DetailedSearchButton count={count} onClick={() => setDetailed(true)} />}
        chips={chips(false)}
        empty={
          narrowed ? (
            <NoMatch title={t`No usage matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState icon={<IconBroadcast size={24} />} title={t`No usages yet`}>
              <Trans>
                Products say here which of their campaigns and schedules use this organization and its
                numbers. What is in use cannot be deleted.
              </Trans>
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {detailed && (
          <UsageFilters
            organizationId={organizationId}
            search={search}
            onChange={(next) => change(next)}
            onClose={() => setDetailed(false)}
          />
        )}
        {ending && (
          <EndUsageDialog
            usage={ending}
            onClose={() => setEnding(undefined)}
            onEnded={() => setEnding(undefined)}
          />
        )}
      </Suspense>
    </NumberTabs>
  );
}
