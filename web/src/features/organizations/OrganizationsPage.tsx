import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, useMemo } from 'react';
import { useDeployment } from '~/api/deployment';
import { may, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { allSelected } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { organizationsQuery } from './api';
import { organizationColumns } from './columns';
import { FilterChips } from './FilterChips';
import { useLabels } from './labels';
import { filterKeys, filterQuery } from './search';
import { useOpenForm } from './useOpenForm';
import { useOrganizationActions } from './useOrganizationActions';

const DetailedSearch = lazy(() =>
  import('./DetailedSearch').then((module) => ({ default: module.DetailedSearch })),
);

const route = getRouteApi('/shell/platform/organizations');

export function OrganizationsPage() {
  const { t } = useLingui();
  const title = t`Organizations`;
  useTitle(title);
  const search = route.useSearch();
  const router = useRouter();
  const labels = useLabels();
  const { timeZone } = useDeployment();
  const session = useSession();
  const openForm = useOpenForm();
  const columns = useMemo(() => organizationColumns(labels, timeZone), [labels, timeZone]);
  const { actionsOf, dialogs } = useOrganizationActions();
  const download = useDownload();

  const filters = filterQuery(search, timeZone);
  const selected = search.selected ?? [];
  const exportList = (rows: Record<string, unknown>) => (format: 'xlsx' | 'csv') =>
    download('/v1/organizations/export', { format, ...rows });

  const mayRegister = may(session, 'console.organizations.register');

  const { table, panel } = useList({
    query: organizationsQuery(search, timeZone),
    search,
    who: 'staff',
    filters: filterKeys,
    chips: (props) => <FilterChips {...props} />,
    panel: (props) => <DetailedSearch {...props} />,
    noMatch: t`No organization matches`,
    empty: (
      <EmptyState
        icon={<IconBuilding size={24} />}
        title={t`No organizations yet`}
        actions={
          mayRegister && (
            <>
              <Button onClick={() => openForm('new')}>
                <Trans>Register an organization</Trans>
              </Button>
              <Button variant="default" onClick={() => router.navigate(to.imports())}>
                <Trans>Import a file</Trans>
              </Button>
            </>
          )
        }
      >
        <Trans>
          Organizations are the clients and partners that use the platform. Register one, or import a file
          with many.
        </Trans>
      </EmptyState>
    ),
  });

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.organization(row.id)}
        rowActions={actionsOf}
        defaultSort="name"
        searchLabel={t`Search by name or ID`}
        tools={<DownloadMenu onDownload={exportList(filters)} />}
        primary={
          mayRegister && (
            <>
              <Button variant="default" onClick={() => router.navigate(to.imports())}>
                <Trans>Import</Trans>
              </Button>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openForm('new')}>
                <Trans>Register</Trans>
              </Button>
            </>
          )
        }
        selectionTools={
          <DownloadMenu
            label={t`Download selected`}
            onDownload={exportList(
              selected[0] === allSelected ? filters : { id: selected, sort: search.sort },
            )}
          />
        }
        {...table}
      />
      {panel}
      {dialogs}
    </>
  );
}
