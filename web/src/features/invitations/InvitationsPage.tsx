import { Trans, useLingui } from '@lingui/react/macro';
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, useMemo } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { type SheetFormat, useDownload } from '~/lib/download';
import { allSelected, compact } from '~/lib/listSearch';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { SearchChips } from '~/ui/table/SearchChips';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { invitationsQuery } from './api';
import { invitationColumns } from './columns';
import { InviteMenu } from './InviteMenu';
import { useInvitationLabels } from './labels';
import { invitationFilters } from './search';
import { useInvitationActions } from './useInvitationActions';
import { useManyInvitations } from './useManyInvitations';

const InvitationFilters = lazy(() =>
  import('./InvitationFilters').then((module) => ({ default: module.InvitationFilters })),
);

const route = getRouteApi('/shell/o/$organizationId/invitations');

/** Who has been invited to an organization, and how it stands with each. */
export function InvitationsPage() {
  const { t } = useLingui();
  const labels = useInvitationLabels();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const maySee = allowed('console.members.read');
  const { timeZone } = organization;
  const columns = useMemo(() => invitationColumns(labels, timeZone), [labels, timeZone]);
  const { actionsOf, dialog } = useInvitationActions(allowed);
  const invite = allowed('console.members.invite') && <InviteMenu organizationId={organizationId} />;
  const download = useDownload();
  const { table, panel, onSearch } = useList({
    query: { ...invitationsQuery(organizationId, search), enabled: maySee },
    search,
    who: 'admin',
    filters: invitationFilters,
    chips: (props) => (
      <SearchChips
        filters={invitationFilters}
        label={labels.field}
        value={() => labels.either((search.status ?? []).map(labels.status))}
        {...props}
      />
    ),
    panel: (props) => <InvitationFilters {...props} />,
    noMatch: t`No invitation matches`,
    empty: (
      <EmptyState icon={<IconMail size={24} />} title={t`Nobody has been invited yet`} actions={invite}>
        <Trans>
          An invitation goes to one address by e-mail and works for seven days. Whoever takes it becomes a
          member with the roles that you choose.
        </Trans>
      </EmptyState>
    ),
  });
  const many = useManyInvitations({
    search,
    organizationId,
    onDone: () => onSearch(compact({ ...search, selected: undefined }), { replace: true }),
  });
  const { q, status, sort, selected = [] } = search;
  const exportList = (rows: Record<string, unknown>) => (format: SheetFormat) =>
    void download('/v1/invitations/export', compact({ format, organizationId, sort, ...rows }));
  const title = t`Invitations`;
  useTitle(title, organization.name);

  if (!maySee) return <NotAllowed permission="console.members.read" who="admin" />;
  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        searchLabel={t`Search by name, e-mail or ID`}
        tools={<DownloadMenu onDownload={exportList({ q, status })} />}
        primary={invite}
        selectionTools={
          <>
            <DownloadMenu
              label={t`Download selected`}
              onDownload={exportList(selected[0] === allSelected ? { q, status } : { id: selected })}
            />
            {allowed('console.members.invite') && many.tools}
          </>
        }
        {...table}
      />
      {panel}
      {many.dialog}
      {dialog}
    </>
  );
}
