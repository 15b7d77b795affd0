import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconArrowsRightLeft from '@tabler/icons-react/dist/esm/icons/IconArrowsRightLeft.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import type { OutgoingNumber } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { allSelected, compact, fromTheStart } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
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
  rowActions,
  allowed,
  primary,
  empty,
}: {
  title: string;
  organizationId: string | undefined;
  timeZone: string;
  search: NumberSearch;
  rowActions: (number: OutgoingNumber) => RowAction[];
  /** What may be done with many at once. */
  allowed: Allowed;
  primary: ReactNode;
  /** What to do where there are none yet. */
  empty: { text: ReactNode; actions: ReactNode };
}) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const [asking, setAsking] = useState<'delete' | 'move'>();
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => numberColumns(labels, timeZone, wide), [labels, timeZone, wide]);
  const download = useDownload();
  const { table, panel, onSearch } = useList({
    query: numbersQuery(search, organizationId, timeZone),
    search,
    who: organizationId === undefined ? 'staff' : 'admin',
    filters: numberFilters,
    chips: (props) => <NumberChips {...props} />,
    panel: (props) => <NumberFilters organizationId={organizationId} timeZone={timeZone} {...props} />,
    noMatch: t`No number matches`,
    empty: (
      <EmptyState
        icon={<IconPhoneOutgoing size={24} />}
        title={t`No outgoing numbers yet`}
        actions={empty.actions}
      >
        {empty.text}
      </EmptyState>
    ),
  });
  const filter = numberFilter(search, organizationId, timeZone);
  const selected = search.selected ?? [];
  const chosen = selected[0] === allSelected ? { filter } : { ids: selected };
  const exportList = (rows: Record<string, unknown>) => (format: 'xlsx' | 'csv') =>
    void download('/v1/numbers/export', { format, ...rows, sort: search.sort });
  const close = () => setAsking(undefined);

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.display}
        rowLink={(row) => to.number(row.organizationId, row.id)}
        rowActions={rowActions}
        defaultSort="number"
        searchLabel={t`Search by number, lettering or ID`}
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
                onClick={() => setAsking('move')}
              >
                <Trans>Move…</Trans>
              </Button>
            )}
            {allowed('console.numbers.delete') && (
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setAsking('delete')}
              >
                <Trans>Delete…</Trans>
              </Button>
            )}
          </>
        }
        {...table}
      />
      {panel}
      <Suspense>
        {asking === 'delete' && (
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
        {asking === 'move' && (
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
