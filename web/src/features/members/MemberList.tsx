import { useLingui } from '@lingui/react/macro';
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import type { Member } from '~/api/types';
import { useDownload } from '~/lib/download';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import { membersQuery } from './api';
import { memberColumns } from './columns';
import { useMemberLabels } from './labels';
import { MemberChips } from './MemberChips';
import {
  hasMemberFilters,
  type MemberSearch,
  memberFilterQuery,
  memberFilters,
  withoutMemberFilters,
} from './search';

const MemberFilters = lazy(() =>
  import('./MemberFilters').then((module) => ({ default: module.MemberFilters })),
);

/** The list of members: of one organization, or of everything within reach. */
export function MemberList({
  title,
  organizationId,
  timeZone,
  search,
  onSearch,
  rowActions,
  primary,
  empty,
}: {
  title: string;
  organizationId: string | undefined;
  timeZone: string;
  search: MemberSearch;
  onSearch: (next: MemberSearch, options?: { replace?: boolean }) => void;
  rowActions: (member: Member) => RowAction[];
  primary: ReactNode;
  /** What to do where there is nobody yet. */
  empty: { text: ReactNode; action: ReactNode };
}) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const [detailed, setDetailed] = useState(false);
  const list = useQuery({ ...membersQuery(search, organizationId), placeholderData: keepPreviousData });
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => memberColumns(labels, timeZone, wide), [labels, timeZone, wide]);
  const download = useDownload();
  const clear = () => onSearch(withoutMemberFilters(search));
  const filtered = hasMemberFilters(search);
  const failure = useListFailure(list, {
    who: organizationId === undefined ? 'staff' : 'admin',
    onClear: filtered ? clear : undefined,
  });
  const count = memberFilters.filter((key) => search[key] !== undefined).length;
  const chips = (withQuery: boolean) => (
    <MemberChips
      organizationId={organizationId}
      search={search}
      onChange={(next) => onSearch(next)}
      withQuery={withQuery}
    />
  );

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
        rowName={(row) => row.name}
        rowLink={(row) => to.member(row.organizationId, row.id)}
        rowActions={rowActions}
        defaultSort="name"
        search={search}
        onSearch={onSearch}
        searchLabel={t`Search by name, e-mail or ID`}
        filters={<DetailedSearchButton count={count} onClick={() => setDetailed(true)} />}
        chips={chips(false)}
        tools={
          <DownloadMenu
            onDownload={(format) =>
              void download('/v1/members/export', { format, ...memberFilterQuery(search, organizationId) })
            }
          />
        }
        primary={primary}
        empty={
          filtered ? (
            <NoMatch title={t`No member matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState icon={<IconUsers size={24} />} title={t`No members yet`} actions={empty.action}>
              {empty.text}
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {detailed && (
          <MemberFilters
            organizationId={organizationId}
            search={search}
            onChange={(next) => onSearch(next)}
            onClose={() => setDetailed(false)}
          />
        )}
      </Suspense>
    </>
  );
}
