import { useLingui } from '@lingui/react/macro';
import IconArrowsRightLeft from '@tabler/icons-react/dist/esm/icons/IconArrowsRightLeft.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { lazy, type ReactNode, useMemo } from 'react';
import type { OutgoingNumber } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { allSelected, compact, fromTheStart } from '~/lib/listSearch';
import { to } from '~/paths';
import { useManyQuestions } from '~/ui/changeMany/useManyQuestions';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { numbersQuery } from './api';
import { numberColumns } from './columns';
import { useNumberLabels } from './labels';
import { NumberChips } from './NumberChips';
import type { Left } from './obstacles';
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
  tabs,
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
  tabs?: ReactNode;
  primary: ReactNode;
  /** What to do where there are none yet. */
  empty: { text: ReactNode; actions: ReactNode };
}) {
  const { t } = useLingui();
  const labels = useNumberLabels();
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
  const onLeaveOut = (left: Left) => onSearch(selectingOnly(left, search), { replace: true });
  const mayMove = {
    question: 'move' as const,
    label: t`Move…`,
    icon: <IconArrowsRightLeft size={16} aria-hidden />,
  };
  const mayDelete = {
    question: 'delete' as const,
    label: t`Delete…`,
    icon: <IconTrash size={16} aria-hidden />,
  };
  const many = useManyQuestions<'move' | 'delete'>({
    offers: [
      ...(allowed('console.numbers.move') ? [mayMove] : []),
      ...(allowed('console.numbers.delete') ? [mayDelete] : []),
    ],
    dialog: (question, asked) =>
      question === 'delete' ? (
        <DeleteNumbersDialog chosen={chosen} onLeaveOut={onLeaveOut} {...asked} />
      ) : (
        <MoveNumbersDialog
          chosen={chosen}
          // Where all of them are of one organization, they can be put back into it.
          from={wide ? undefined : organizationId}
          onLeaveOut={onLeaveOut}
          {...asked}
        />
      ),
    onDone: () => onSearch(fromTheStart(search, {}), { replace: true }),
  });

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
        tabs={tabs}
        primary={primary}
        selectionTools={
          <>
            <DownloadMenu
              label={t`Download selected`}
              onDownload={exportList('filter' in chosen ? inQuery(filter) : { id: selected })}
            />
            {many.tools}
          </>
        }
        {...table}
      />
      {panel}
      {many.dialog}
    </>
  );
}

/** The same list with only these selected. */
function selectingOnly(left: Left, search: NumberSearch): NumberSearch {
  if (left === 'unused') return { ...fromTheStart(search, { inUse: 'false' }), selected: [allSelected] };
  return compact({ ...search, selected: [...left] });
}
