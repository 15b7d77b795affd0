import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Import } from '~/api/types';
import type { Language } from '~/i18n';
import { useDownload } from '~/lib/download';
import { formatNumber } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { importRowsQuery } from './api';
import classes from './ImportPage.module.css';
import { rowColumns, rowTitle } from './rowColumns';
import { type ImportSearch, type RowStatus, rowStatuses } from './search';

/** What checking found, row by row, with the reason beside the cell that it is about. */
export function ImportRows({
  item,
  search,
  onSearch,
}: {
  item: Import;
  search: ImportSearch;
  onSearch: (next: ImportSearch, options?: { replace?: boolean }) => void;
}) {
  const { t, i18n } = useLingui();
  const language = i18n.locale as Language;
  const text = useProblemText();
  const download = useDownload();
  const rows = useQuery({ ...importRowsQuery(item.id, search, language), placeholderData: keepPreviousData });
  const columns = useMemo(() => rowColumns(rows.data?.items ?? [], t`Status`), [rows.data, t]);

  const filter = (status: RowStatus | undefined) =>
    onSearch(compact({ ...search, status, cursor: undefined, from: undefined }));

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
      rowName={(row) => rowTitle(row) ?? t`Row ${row.line}`}
      search={search}
      onSearch={(next, options) => onSearch({ ...next, status: search.status }, options)}
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
            onDownload={(format) => void download(`/v1/imports/${item.id}/errors`, { format, language })}
          />
        )
      }
      empty={
        search.status === undefined || item.counts[search.status] > 0 ? (
          <EmptyState title={t`The rows are no longer kept`}>
            <Trans>What was found in a file is kept for seven days.</Trans>
          </EmptyState>
        ) : (
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
        )
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
