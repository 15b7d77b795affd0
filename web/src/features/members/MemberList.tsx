import { useLingui } from '@lingui/react/macro';
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs';
import { lazy, type ReactNode, useMemo } from 'react';
import type { Member } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import { type SheetFormat, useDownload } from '~/lib/download';
import { allSelected, compact } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { membersQuery } from './api';
import { memberColumns } from './columns';
import { useMemberLabels } from './labels';
import { MemberChips } from './MemberChips';
import { type MemberSearch, memberFilterQuery, memberFilters } from './search';
import { useManyMembers } from './useManyMembers';

const MemberFilters = lazy(() =>
  import('./MemberFilters').then((module) => ({ default: module.MemberFilters })),
);

/** The list of members: of one organization, or of everything within reach. */
export function MemberList({
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
  search: MemberSearch;
  rowActions: (member: Member) => RowAction[];
  /** What may be done with many at once. */
  allowed: Allowed;
  primary: ReactNode;
  /** What to do where there is nobody yet. */
  empty: { text: ReactNode; action: ReactNode };
}) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => memberColumns(labels, timeZone, wide), [labels, timeZone, wide]);
  const download = useDownload();
  const { table, panel, onSearch } = useList({
    query: membersQuery(search, organizationId),
    search,
    who: organizationId === undefined ? 'staff' : 'admin',
    filters: memberFilters,
    chips: (props) => <MemberChips organizationId={organizationId} {...props} />,
    panel: (props) => <MemberFilters organizationId={organizationId} {...props} />,
    noMatch: t`No member matches`,
    empty: (
      <EmptyState icon={<IconUsers size={24} />} title={t`No members yet`} actions={empty.action}>
        {empty.text}
      </EmptyState>
    ),
  });

  const filters = memberFilterQuery(search, organizationId);
  const { organizationId: of, reach, sort } = filters;
  const selected = search.selected ?? [];
  const selectedOnly = compact({ organizationId: of, reach, sort, id: selected });
  const exportList = (rows: Record<string, unknown>) => (format: SheetFormat) =>
    void download('/v1/members/export', { format, ...rows });

  const many = useManyMembers({
    search,
    organizationId,
    allowed,
    onDone: () => onSearch(compact({ ...search, selected: undefined }), { replace: true }),
  });

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.member(row.organizationId, row.id)}
        rowActions={rowActions}
        defaultSort="name"
        searchLabel={t`Search by name, e-mail or ID`}
        tools={<DownloadMenu onDownload={exportList(filters)} />}
        primary={primary}
        selectionTools={
          <>
            <DownloadMenu
              label={t`Download selected`}
              onDownload={exportList(selected[0] === allSelected ? filters : selectedOnly)}
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
