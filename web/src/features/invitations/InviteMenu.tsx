import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconMailPlus from '@tabler/icons-react/dist/esm/icons/IconMailPlus.mjs';
import IconTableImport from '@tabler/icons-react/dist/esm/icons/IconTableImport.mjs';
import { useRouter } from '@tanstack/react-router';
import { to } from '~/paths';
import { ActionMenu } from '~/ui/table/ActionMenu';

/** The ways to invite: by hand or from a list that one pastes, or from a file. */
export function InviteMenu({ organizationId }: { organizationId: string }) {
  const { t } = useLingui();
  const router = useRouter();
  return (
    <ActionMenu
      actions={[
        {
          id: 'invite',
          label: t`Invite people`,
          icon: <IconMailPlus size={16} aria-hidden />,
          run: () => void router.navigate(to.invite(organizationId)),
        },
        {
          id: 'import',
          label: t`Invite from a file`,
          icon: <IconTableImport size={16} aria-hidden />,
          run: () => void router.navigate(to.invitationImports(organizationId)),
        },
      ]}
    >
      <Button leftSection={<IconMailPlus size={16} aria-hidden />}>
        <Trans>Invite</Trans>
      </Button>
    </ActionMenu>
  );
}
