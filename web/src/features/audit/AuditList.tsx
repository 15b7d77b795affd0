import { Trans, useLingui } from '@lingui/react/macro';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { AuditEvent } from '~/api/types';
import { isStaff, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import type { RowLink } from '~/ui/table/types';
import { AuditChips } from './AuditChips';
import { auditQuery } from './api';
import { auditColumns } from './columns';
import { useAuditLabels } from './labels';
import { type AuditSearch, auditFilterQuery, auditFilters } from './search';

const AuditFilters = lazy(() =>
  import('./AuditFilters').then((module) => ({ default: module.AuditFilters })),
);
const EventPanel = lazy(() => import('./EventPanel').then((module) => ({ default: module.EventPanel })));

/** An audit trail: of one organization, or of everything within reach. */
export function AuditList({
  title,
  organizationId,
  timeZone,
  search,
  onSearch,
  linkTo,
}: {
  title: string;
  organizationId: string | undefined;
  timeZone: string;
  search: AuditSearch;
  onSearch: (next: AuditSearch, options?: { replace?: boolean }) => void;
  /** This list with another search. */
  linkTo: (search: AuditSearch) => RowLink;
}) {
  const { t } = useLingui();
  const labels = useAuditLabels();
  const staff = isStaff(useSession());
  const [detailed, setDetailed] = useState(false);
  const list = useQuery({
    ...auditQuery(search, organizationId, timeZone),
    placeholderData: keepPreviousData,
  });
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => auditColumns(labels, timeZone, wide, staff), [labels, timeZone, wide, staff]);
  const download = useDownload();
  const exported = (format: string) =>
    void download('/v1/audit/export', {
      format,
      ...auditFilterQuery(search, organizationId, timeZone),
    });
  const filtered = hasFilters(search, auditFilters);
  const clear = () => onSearch(withoutFilters(search, auditFilters));
  const failure = useListFailure(list, {
    who: organizationId === undefined ? 'staff' : 'admin',
    onClear: filtered ? clear : undefined,
  });
  const count = auditFilters.filter((key) => search[key] !== undefined).length;
  const chips = (withQuery: boolean) => (
    <AuditChips search={search} onChange={(next) => onSearch(next)} withQuery={withQuery} />
  );
  const { event: shown, ...rest } = search;

  return (
    <>
      <DataTable
        title={title}
        rows={list.data?.items}
        fetching={list.isFetching}
        total={list.data?.total}
        nextCursor={list.isPlaceholderData ? undefined : list.data?.nextCursor}
        columns={columns}
        rowId={(row: AuditEvent) => row.id}
        rowName={(row) => labels.action(row.action)}
        rowLink={(row) => linkTo({ ...search, event: row.id })}
        defaultSort="-at"
        search={search}
        onSearch={onSearch}
        searchLabel={t`Search by action or ID`}
        filters={<DetailedSearchButton count={count} onClick={() => setDetailed(true)} />}
        chips={chips(false)}
        tools={<DownloadMenu onDownload={exported} onJSON={() => exported('json')} />}
        empty={
          filtered ? (
            <NoMatch title={t`No event matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState icon={<IconHistory size={24} />} title={t`Nothing has happened yet`}>
              <Trans>Every change is listed here, with who made it, when and from where.</Trans>
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {detailed && (
          <AuditFilters
            organizationId={organizationId}
            timeZone={timeZone}
            search={search}
            onChange={(next) => onSearch(next)}
            onClose={() => setDetailed(false)}
          />
        )}
        {shown !== undefined && (
          <EventPanel
            id={shown}
            known={list.data?.items.find(({ id }) => id === shown)}
            timeZone={timeZone}
            linkTo={(change) => linkTo({ ...withoutFilters(rest, auditFilters), ...change })}
            onClose={() => onSearch(rest)}
          />
        )}
      </Suspense>
    </>
  );
}
