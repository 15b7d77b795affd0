import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Invitation } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
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
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await revokeInvitation(id);
      toast({ tone: 'done', text: t`The invitation of ${name} is revoked.` });
      onClose();
    } catch (problem) {
      setBusy(false);
      setError(text.problem(problem));
    }
  }

  return (
    <ConfirmDialog
      opened
      title={t`Revoke the invitation of ${name}?`}
      confirmLabel={t`Revoke`}
      danger
      busy={busy}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
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
