import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs';
import { getRouteApi } from '@tanstack/react-router';
import { useDeployment } from '~/api/deployment';
import { NotAllowed } from '~/app/NotAllowed';
import { may, type Permission, useSession } from '~/features/session/session';
import { useTitle } from '~/ui/useTitle';
import { MemberForms, useOpenMemberForm } from './MemberForms';
import { MemberList } from './MemberList';
import { useMemberActions } from './useMemberActions';

const route = getRouteApi('/shell/platform/members');

/** The members of every organization, for the platform's staff. */
export function AllMembersPage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const { timeZone } = useDeployment();
  const session = useSession();
  const openForm = useOpenMemberForm();
  const { actionsOf, dialogs } = useMemberActions();
  const title = t`Members`;
  useTitle(title);

  // The platform's permissions count in every organization.
  const allowed = (permission: Permission) => may(session, permission);
  if (!allowed('console.members.read')) return <NotAllowed permission="console.members.read" who="staff" />;
  const add = allowed('console.members.add') && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => openForm('new')}>
      <Trans>Add a member</Trans>
    </Button>
  );
  return (
    <>
      <MemberList
        title={title}
        organizationId={undefined}
        timeZone={timeZone}
        search={search}
        rowActions={(member) => actionsOf(member, allowed)}
        allowed={allowed}
        primary={add}
        empty={{
          action: add,
          text: <Trans>Members are the people of the organizations, each with roles in one of them.</Trans>,
        }}
      />
      <MemberForms form={search} organization={undefined} />
      {dialogs}
    </>
  );
}
