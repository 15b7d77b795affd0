import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconFilter from '@tabler/icons-react/dist/esm/icons/IconFilter.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useDeployment } from '~/api/deployment';
import { isProblem } from '~/api/problem';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { allSelected, compact } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useTitle } from '~/ui/useTitle';
import { organizationsQuery } from './api';
import { organizationColumns } from './columns';
import { FilterChips } from './FilterChips';
import { useLabels } from './labels';
import { filterKeys, filterQuery, hasFilters, type OrganizationSearch, withoutFilters } from './search';
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
  const navigate = route.useNavigate();
  const router = useRouter();
  const labels = useLabels();
  const { timeZone } = useDeployment();
  const session = useSession();
  const openForm = useOpenForm();
  const text = useProblemText();
  const [detailed, setDetailed] = useState(false);
  const list = useQuery({ ...organizationsQuery(search, timeZone), placeholderData: keepPreviousData });
  const columns = useMemo(() => organizationColumns(labels, timeZone), [labels, timeZone]);
  const { actionsOf, dialogs } = useOrganizationActions();
  const download = useDownload();

  const change = (next: OrganizationSearch, options?: { replace?: boolean }) =>
    void navigate({ search: next, replace: options?.replace ?? false });

  // A cursor belongs to one set of filters; an edited or outdated link starts at the first page instead.
  const lostPlace =
    isProblem(list.error) && list.error.errors.some(({ location }) => location === 'query.cursor');
  useEffect(() => {
    if (lostPlace) {
      void navigate({
        search: (now) => compact({ ...now, cursor: undefined, from: undefined }),
        replace: true,
      });
    }
  }, [lostPlace, navigate]);

  const filters = filterQuery(search, timeZone);
  const selected = search.selected ?? [];
  const exportList = (rows: Record<string, unknown>) => (format: 'xlsx' | 'csv') =>
    download('/v1/organizations/export', { format, ...rows });

  const count = filterKeys.filter((key) => search[key] !== undefined).length;
  const mayRegister = may(session, 'console.organizations.register');

  return (
    <>
      <DataTable
        title={title}
        rows={list.data ? (list.data.items ?? []) : undefined}
        fetching={list.isFetching}
        total={list.data?.total}
        nextCursor={list.isPlaceholderData ? undefined : list.data?.nextCursor}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.organization(row.id)}
        rowActions={actionsOf}
        defaultSort="name"
        search={search}
        onSearch={change}
        searchLabel={t`Search by name or ID`}
        filters={
          <Button
            variant="default"
            leftSection={<IconFilter size={16} aria-hidden />}
            aria-haspopup="dialog"
            onClick={() => setDetailed(true)}
          >
            <Trans>Detailed search</Trans>
            {count > 0 && ` (${count})`}
          </Button>
        }
        chips={<FilterChips search={search} onChange={(next) => change(next)} />}
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
        empty={
          hasFilters(search) ? (
            <EmptyState
              title={t`No organization matches`}
              actions={
                <Button variant="default" onClick={() => change(withoutFilters(search))}>
                  <Trans>Clear all filters</Trans>
                </Button>
              }
            >
              <p>
                <Trans>Nothing matches all of these at once. Drop one of them:</Trans>
              </p>
              <FilterChips search={search} onChange={(next) => change(next)} withQuery centered />
            </EmptyState>
          ) : (
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
                Organizations are the clients and partners that use the platform. Register one, or import a
                file with many.
              </Trans>
            </EmptyState>
          )
        }
        instead={
          isProblem(list.error) && list.error.status === 403 ? (
            <NotAllowed permission={list.error.permission} who="staff" />
          ) : list.isError && !list.data && !lostPlace ? (
            <EmptyState
              title={t`The list could not be loaded`}
              actions={
                <>
                  <Button onClick={() => list.refetch()}>
                    <Trans>Try again</Trans>
                  </Button>
                  {hasFilters(search) && (
                    <Button variant="default" onClick={() => change(withoutFilters(search))}>
                      <Trans>Clear all filters</Trans>
                    </Button>
                  )}
                </>
              }
            >
              {text.problem(list.error)}
            </EmptyState>
          ) : undefined
        }
      />
      <Suspense>
        {detailed && (
          <DetailedSearch
            search={search}
            onChange={(next) => change(next)}
            onClose={() => setDetailed(false)}
          />
        )}
      </Suspense>
      {dialogs}
    </>
  );
}
