import { Trans, useLingui } from '@lingui/react/macro';
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import { SearchChips } from '~/ui/table/SearchChips';
import { useTitle } from '~/ui/useTitle';
import { invitationsQuery } from './api';
import { invitationColumns } from './columns';
import { InviteMenu } from './InviteMenu';
import { useInvitationLabels } from './labels';
import {
  hasInvitationFilters,
  type InvitationSearch,
  invitationFilters,
  withoutInvitationFilters,
} from './search';
import { useInvitationActions } from './useInvitationActions';

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
  const navigate = route.useNavigate();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const maySee = allowed('console.members.read');
  const list = useQuery({
    ...invitationsQuery(organizationId, search),
    enabled: maySee,
    placeholderData: keepPreviousData,
  });
  const { timeZone } = organization;
  const columns = useMemo(() => invitationColumns(labels, timeZone), [labels, timeZone]);
  const { actionsOf, dialog } = useInvitationActions(allowed);
  const [detailed, setDetailed] = useState(false);
  const onSearch = (next: InvitationSearch, options?: { replace?: boolean }) =>
    void navigate({ search: next, replace: options?.replace ?? false });
  const clear = () => onSearch(withoutInvitationFilters(search));
  const filtered = hasInvitationFilters(search);
  const failure = useListFailure(list, { who: 'admin', onClear: filtered ? clear : undefined });
  const title = t`Invitations`;
  useTitle(title, organization.name);

  if (!maySee) return <NotAllowed permission="console.members.read" who="admin" />;
  const invite = allowed('console.members.invite') && <InviteMenu organizationId={organizationId} />;
  const chips = (withQuery: boolean) => (
    <SearchChips
      search={search}
      filters={invitationFilters}
      label={labels.field}
      value={() => labels.either((search.status ?? []).map(labels.status))}
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
        rowActions={actionsOf}
        defaultSort="-createdAt"
        search={search}
        onSearch={onSearch}
        searchLabel={t`Search by name, e-mail or ID`}
        filters={
          <DetailedSearchButton
            count={search.status === undefined ? 0 : 1}
            onClick={() => setDetailed(true)}
          />
        }
        chips={chips(false)}
        primary={invite}
        empty={
          filtered ? (
            <NoMatch title={t`No invitation matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState icon={<IconMail size={24} />} title={t`Nobody has been invited yet`} actions={invite}>
              <Trans>
                An invitation goes to one address by e-mail and works for seven days. Whoever takes it becomes
                a member with the roles that you choose.
              </Trans>
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {detailed && (
          <InvitationFilters
            search={search}
            onChange={(next) => onSearch(next)}
            onClose={() => setDetailed(false)}
          />
        )}
      </Suspense>
      {dialog}
    </>
  );
}
