import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { NotAllowed } from '~/app/NotAllowed';
import { InviteMenu } from '~/features/invitations/InviteMenu';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { useTitle } from '~/ui/useTitle';
import { MemberForms, useOpenMemberForm } from './MemberForms';
import { MemberList } from './MemberList';
import { useMemberActions } from './useMemberActions';

const route = getRouteApi('/shell/o/$organizationId/members');

/** The members of one organization, and of those below it where one asks for them. */
export function MembersPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const openForm = useOpenMemberForm();
  const { actionsOf, dialogs } = useMemberActions();
  const title = t`Members`;
  useTitle(title, organization.name);

  if (!allowed('console.members.read')) return <NotAllowed permission="console.members.read" who="admin" />;
  const add = (
    <>
      {allowed('console.members.add') && (
        <Button
          variant={allowed('console.members.invite') ? 'default' : 'filled'}
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => openForm('new')}
        >
          <Trans>Add a member</Trans>
        </Button>
      )}
      {allowed('console.members.invite') && <InviteMenu organizationId={organizationId} />}
    </>
  );
  return (
    <>
      <MemberList
        title={title}
        organizationId={organizationId}
        timeZone={organization.timeZone}
        search={search}
        // What one may do in an organization below is asked for on its own pages.
        rowActions={(member) =>
          actionsOf(member, member.organizationId === organizationId ? allowed : undefined)
        }
        allowed={allowed}
        primary={add}
        empty={{
          action: add,
          text: (
            <Trans>
              Members are the people who belong to this organization, each with roles of their own.
            </Trans>
          ),
        }}
      />
      <MemberForms form={search} organization={organization} />
      {dialogs}
    </>
  );
}
