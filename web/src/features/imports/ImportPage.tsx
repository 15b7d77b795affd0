import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { useDeployment } from '~/api/deployment';
import type { Import } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { useDownload } from '~/lib/download';
import { formatNumber } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { BackLink } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useTitle } from '~/ui/useTitle';
import { importQuery, importRowsQuery } from './api';
import { ImportDecision } from './ImportDecision';
import classes from './ImportPage.module.css';
import { ImportStatus } from './ImportStatus';
import { rowColumns } from './rowColumns';
import { type RowStatus, rowStatuses } from './search';

const ImportGroupsNote = lazy(
  area('groups', () =>
    import('~/features/groups/ImportGroupsNote').then((module) => ({ default: module.ImportGroupsNote })),
  ),
);

const route = getRouteApi('/shell/platform/organizations/import/$importId');

/** One import: what checking the file found, row by row, and the decision whether to import it. */
export function ImportPage() {
  if (!may(useSession(), 'console.organizations.register')) {
    return <NotAllowed permission="console.organizations.register" who="staff" />;
  }
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Detail />
    </Suspense>
  );
}

function Detail() {
  const { t } = useLingui();
  const session = useSession();
  const { importId } = route.useParams();
  const { data: item } = useSuspenseQuery(importQuery(importId));
  const { timeZone } = useDeployment();
  useTitle(item.fileName, t`Import organizations`);

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <div>
          <BackLink link={to.imports()}>
            <Trans>Imports</Trans>
          </BackLink>
        </div>
        <div className={classes.head}>
          <div>
            <h1 className={classes.name}>{item.fileName}</h1>
            <p className={classes.meta}>
              <ImportStatus status={item.status} />
              <Time value={item.appliedAt ?? item.createdAt} timeZone={timeZone} />
            </p>
          </div>
          <ImportDecision item={item} />
        </div>
        {may(session, 'console.groups.manage') && (
          <Suspense>
            <ImportGroupsNote done={item.status === 'done'} />
          </Suspense>
        )}
      </div>
      <Rows item={item} />
    </div>
  );
}

function Rows({ item }: { item: Import }) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const download = useDownload();
  const rows = useQuery({ ...importRowsQuery(item.id, search), placeholderData: keepPreviousData });
  const columns = useMemo(
    () => rowColumns(rows.data?.items ?? [], { status: t`Status`, field: text.field }),
    [rows.data, t, text.field],
  );

  const filter = (status: RowStatus | undefined) =>
    void navigate({ search: (now) => compact({ ...now, status, cursor: undefined, from: undefined }) });

  return (
    <DataTable
      headingLevel={2}
      title={t`Rows`}
      rows={rows.data ? (rows.data.items ?? []) : undefined}
      fetching={rows.isFetching}
      total={rows.data?.total}
      nextCursor={rows.isPlaceholderData ? undefined : rows.data?.nextCursor}
      columns={columns}
      rowId={(row) => String(row.line)}
      rowName={(row) => row.cells.name ?? t`Row ${row.line}`}
      search={search}
      onSearch={(next, options) =>
        void navigate({ search: { ...next, status: search.status }, replace: options?.replace ?? false })
      }
      filters={
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame
        <div className={classes.tabs} role="group" aria-label={t`Rows by status`}>
          <Tab active={search.status === undefined} onClick={() => filter(undefined)}>
            <Trans>All</Trans>
          </Tab>
          {rowStatuses.map((status) => (
            <Tab key={status} active={search.status === status} onClick={() => filter(status)}>
              <StatusName status={status} /> {formatNumber(item.counts[status], i18n.locale)}
            </Tab>
          ))}
        </div>
      }
      tools={
        item.counts.invalid > 0 && (
          <DownloadMenu
            label={t`Download failed rows`}
            onDownload={(format) => void download(`/v1/imports/${item.id}/errors`, { format })}
          />
        )
      }
      empty={
        <EmptyState
          title={t`No row has this status`}
          actions={
            search.status && (
              <Button variant="default" onClick={() => filter(undefined)}>
                <Trans>Show all rows</Trans>
              </Button>
            )
          }
        >
          <Trans>The file's other rows are under another status.</Trans>
        </EmptyState>
      }
      instead={
        rows.isError && !rows.data ? (
          <EmptyState
            title={t`The rows could not be loaded`}
            actions={
              <Button onClick={() => rows.refetch()}>
                <Trans>Try again</Trans>
              </Button>
            }
          >
            {text.problem(rows.error)}
          </EmptyState>
        ) : undefined
      }
    />
  );
}

function StatusName({ status }: { status: RowStatus }) {
  switch (status) {
    case 'add':
      return <Trans>Added</Trans>;
    case 'skip':
      return <Trans>Skipped</Trans>;
    case 'invalid':
      return <Trans>Invalid</Trans>;
  }
}

function Tab({
  active,
  onClick,
  children,
}: {
  active: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button type="button" className={classes.tab} aria-pressed={active} onClick={onClick}>
      {children}
    </button>
  );
}
