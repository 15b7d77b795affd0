import { Trans, useLingui } from '@lingui/react/macro';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import { lazy, Suspense, useMemo } from 'react';
import { isStaff, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { withoutFilters } from '~/lib/listSearch';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import type { RowLink } from '~/ui/table/types';
import { useList } from '~/ui/table/useList';
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
  linkTo,
}: {
  title: string;
  organizationId: string | undefined;
  timeZone: string;
  search: AuditSearch;
  /** This list with another search. */
  linkTo: (search: AuditSearch) => RowLink;
}) {
  const { t } = useLingui();
  const labels = useAuditLabels();
  const staff = isStaff(useSession());
  const wide = organizationId === undefined || search.reach === 'subtree';
  const columns = useMemo(() => auditColumns(labels, timeZone, wide, staff), [labels, timeZone, wide, staff]);
  const download = useDownload();
  const exported = (format: string) =>
    void download('/v1/audit/export', {
      format,
      ...auditFilterQuery(search, organizationId, timeZone),
    });
  const { table, panel, onSearch } = useList({
    query: auditQuery(search, organizationId, timeZone),
    search,
    who: organizationId === undefined ? 'staff' : 'admin',
    filters: auditFilters,
    chips: (props) => <AuditChips {...props} />,
    panel: (props) => <AuditFilters organizationId={organizationId} timeZone={timeZone} {...props} />,
    noMatch: t`No event matches`,
    empty: (
      <EmptyState icon={<IconHistory size={24} />} title={t`Nothing has happened yet`}>
        <Trans>Every change is listed here, with who made it, when and from where.</Trans>
      </EmptyState>
    ),
  });
  const { event: shown, ...rest } = search;

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => labels.action(row.action)}
        rowLink={(row) => linkTo({ ...search, event: row.id })}
        defaultSort="-at"
        searchLabel={t`Search by action or ID`}
        tools={<DownloadMenu onDownload={exported} onJSON={() => exported('json')} />}
        {...table}
      />
      {panel}
      <Suspense>
        {shown !== undefined && (
          <EventPanel
            id={shown}
            known={table.rows?.find(({ id }) => id === shown)}
            timeZone={timeZone}
            linkTo={(change) => linkTo({ ...withoutFilters(rest, auditFilters), ...change })}
            onClose={() => onSearch(rest)}
          />
        )}
      </Suspense>
    </>
  );
}
