import { Trans, useLingui } from '@lingui/react/macro';
import type { Invitation } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { revokeInvitation } from './api';
import './problems';

/** Asks before an invitation is taken back. */
export function RevokeDialog({
  invitation: { id, name, email, organizationName: organization },
  onClose,
}: {
  invitation: Invitation;
  onClose: () => void;
}) {
  const { t } = useLingui();

  const confirmed = useConfirmed(async () => {
    await revokeInvitation(id);
    toast({ tone: 'done', text: t`The invitation of ${name} is revoked.` });
    onClose();
  });

  return (
    <ConfirmDialog
      opened
      title={t`Revoke the invitation of ${name}?`}
      confirmLabel={t`Revoke`}
      danger
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Trans>
          The link that went to {email} stops working at once and says that it was withdrawn. {name} can be
          invited to {organization} again.
        </Trans>
      </p>
    </ConfirmDialog>
  );
}
