import { Trans, useLingui } from '@lingui/react/macro';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { removeTotp } from './api';
import { LastFactor } from './LastFactor';

export function RemoveTotp({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const confirmed = useConfirmed(async () => {
    await removeTotp();
    toast({ tone: 'done', text: t`The authenticator app is turned off.` });
    onClose();
  });
  return (
    <ConfirmDialog
      opened
      title={t`Turn off the authenticator app?`}
      confirmLabel={t`Turn off`}
      danger
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Trans>Its codes are no longer asked for. To use it again it has to be set up anew.</Trans>
      </p>
      <LastFactor without="totp" />
    </ConfirmDialog>
  );
}
