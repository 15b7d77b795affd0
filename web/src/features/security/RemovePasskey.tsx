import { Trans, useLingui } from '@lingui/react/macro';
import type { Passkey } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { removePasskey } from './api';
import { LastFactor } from './LastFactor';

export function RemovePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useLingui();
  const { id, name } = passkey;
  const confirmed = useConfirmed(async () => {
    await removePasskey(id);
    toast({ tone: 'done', text: t`The passkey ${name} is deleted.` });
    onClose();
  });
  return (
    <ConfirmDialog
      opened
      title={t`Delete the passkey ${name}?`}
      confirmLabel={t`Delete`}
      danger
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Trans>It no longer signs in here. On your device it stays until you delete it there.</Trans>
      </p>
      <LastFactor without="passkey" />
    </ConfirmDialog>
  );
}
