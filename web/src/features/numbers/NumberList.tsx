import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconArrowsRightLeft from '@tabler/icons-react/dist/esm/icons/IconArrowsRightLeft.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import type { OutgoingNumber } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { allSelected, compact, fromTheStart, hasFilters, withoutFilters } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import { numbersQuery } from './api';
import { numberColumns } from './columns';
import { useNumberLabels } from './labels';
import { NumberChips } from './NumberChips';
import type { LeftOut } from './obstacles';
import { inQuery, type NumberSearch, numberFilter, numberFilters } from './search';

const NumberFilters = lazy(() =>
  import('./NumberFilters').then((module) => ({ default: module.NumberFilters })),
);
const DeleteNumbersDialog = lazy(() =>
  import('./DeleteNumbersDialog').then((module) => ({ default: module.DeleteNumbersDialog })),
);
const MoveNumbersDialog = lazy(() =>
  import('./MoveNumbersDialog').then((module) => ({ default: module.MoveNumbersDialog })),
);

/** The list of outgoing numbers: of one organization, or of everything within reach. */
export function NumberList({
  title,
  organizationId,
  timeZone,
  search,
  onSearch,
  rowActions,
  allowed,
  primary,
  empty,
}: {
  title: string;
  organizationId: string | undefined;
  timeZone: string;
  search: NumberSearch;
  onSearch: (next: NumberSearch, options?: { replace?: boolean }) => void;
  rowActions: (number: OutgoingNumber) => RowAction[];
  /** What may be done with many at once. */
  allowed: Allowed;
  primary: ReactNode;
  /** What to do where there are none yet. */
  empty: { text: ReactNode; actions: ReactNode };
}) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const [open, setOpen] = useState<'filters' | 'delete' | 'move'>();
  const list = useQuery({
    ...numbersQuery(search, organizationId, timeZone),
    placeholderData: keepPreviousData,
  });
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => numberColumns(labels, timeZone, wide), [labels, timeZone, wide]);
  const download = useDownload();
  const clear = () => onSearch(withoutFilters(search, numberFilters));
  const narrowed = hasFilters(search, numberFilters);
  const failure = useListFailure(list, {
    who: organizationId === undefined ? 'staff' : 'admin',
    onClear: narrowed ? clear : undefined,
  });
  const count = numberFilters.filter((key) => search[key] !== undefined).length;
  const chips = (withQuery: boolean) => (
    <NumberChips search={search} onChange={(next) => onSearch(next)} withQuery={withQuery} />
  );
  const filter = numberFilter(search, organizationId, timeZone);
  const selected = search.selected ?? [];
  const chosen = selected[0] === allSelected ? { filter } : { ids: selected };
  const exportList = (rows: Record<string, unknown>) => (format: 'xlsx' | 'csv') =>
    void download('/v1/numbers/export', { format, ...rows, sort: search.sort });
  const close = () => setOpen(undefined);

  return (
    <>
      <DataTable
        title={title}
        rows={list.data?.items}
        fetching={list.isFetching}
        total={list.data?.total}
        nextCursor={list.isPlaceholderData ? undefined : list.data?.nextCursor}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.display}
        rowLink={(row) => to.number(row.organizationId, row.id)}
        rowActions={rowActions}
        defaultSort="number"
        search={search}
        onSearch={onSearch}
        searchLabel={t`Search by number, lettering or ID`}
        filters={<DetailedSearchButton count={count} onClick={() => setOpen('filters')} />}
        chips={chips(false)}
        tools={<DownloadMenu onDownload={exportList(inQuery(filter))} />}
        primary={primary}
        selectionTools={
          <>
            <DownloadMenu
              label={t`Download selected`}
              onDownload={exportList('filter' in chosen ? inQuery(filter) : { id: selected })}
            />
            {allowed('console.numbers.move') && (
              <Button
                variant="default"
                leftSection={<IconArrowsRightLeft size={16} aria-hidden />}
                onClick={() => setOpen('move')}
              >
                <Trans>Move…</Trans>
              </Button>
            )}
            {allowed('console.numbers.delete') && (
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setOpen('delete')}
              >
                <Trans>Delete…</Trans>
              </Button>
            )}
          </>
        }
        empty={
          narrowed ? (
            <NoMatch title={t`No number matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState
              icon={<IconPhoneOutgoing size={24} />}
              title={t`No outgoing numbers yet`}
              actions={empty.actions}
            >
              {empty.text}
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {open === 'filters' && (
          <NumberFilters
            organizationId={organizationId}
            timeZone={timeZone}
            search={search}
            onChange={(next) => onSearch(next)}
            onClose={close}
          />
        )}
        {open === 'delete' && (
          <DeleteNumbersDialog
            chosen={chosen}
            onLeaveOut={(out) => onSearch(lessSelected(search, out), { replace: true })}
            onClose={close}
            onDone={() => {
              close();
              onSearch(fromTheStart(search, {}), { replace: true });
            }}
          />
        )}
        {open === 'move' && (
          <MoveNumbersDialog
            chosen={chosen}
            // Where all of them are of one organization, they can be put back into it.
            from={wide ? undefined : organizationId}
            onLeaveOut={(out) => onSearch(lessSelected(search, out), { replace: true })}
            onClose={close}
            onDone={() => {
              close();
              onSearch(fromTheStart(search, {}), { replace: true });
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** The same list with less of it selected. */
function lessSelected(search: NumberSearch, out: LeftOut): NumberSearch {
  if (out === 'in_use') return { ...fromTheStart(search, { inUse: 'false' }), selected: [allSelected] };
  return compact({ ...search, selected: search.selected?.filter((id) => !out.ids.includes(id)) });
}
