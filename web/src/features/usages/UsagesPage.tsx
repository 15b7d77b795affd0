import { Trans, useLingui } from '@lingui/react/macro';
import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs';
import IconPlayerStop from '@tabler/icons-react/dist/esm/icons/IconPlayerStop.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Usage } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { NumberTabs } from '~/features/numbers/NumberTabs';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { usagesQuery } from './api';
import { usageFilterQuery, usageFilters } from './search';
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
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const maySee = allowed('console.usages.read');
  const columns = useUsageColumns(organization.timeZone, search.reach === 'subtree');
  const download = useDownload();
  const [ending, setEnding] = useState<Usage>();
  const { table, panel } = useList({
    query: { ...usagesQuery(search, organizationId), enabled: maySee },
    search,
    who: 'admin',
    filters: usageFilters,
    chips: (props) => <UsageChips {...props} />,
    panel: (props) => <UsageFilters organizationId={organizationId} {...props} />,
    noMatch: t`No usage matches`,
    empty: (
      <EmptyState icon={<IconBroadcast size={24} />} title={t`No usages yet`}>
        <Trans>
          Products say here which of their campaigns and schedules use this organization and its numbers. What
          is in use cannot be deleted.
        </Trans>
      </EmptyState>
    ),
  });
  const title = t`Usages`;
  useTitle(title, organization.name);

  if (!maySee) return <NotAllowed permission="console.usages.read" who="admin" />;
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
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.usage(row.organizationId, row.id)}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        searchLabel={t`Search by name or external ID`}
        tools={
          <DownloadMenu
            onDownload={(format) =>
              void download('/v1/usages/export', { format, ...usageFilterQuery(search, organizationId) })
            }
          />
        }
        tabs={<NumberTabs organizationId={organizationId} allowed={allowed} />}
        {...table}
      />
      {panel}
      <Suspense>
        {ending && (
          <EndUsageDialog
            usage={ending}
            onClose={() => setEnding(undefined)}
            onEnded={() => setEnding(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
