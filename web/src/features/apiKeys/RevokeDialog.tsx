import { Trans, useLingui } from '@lingui/react/macro';
import type { ApiKey } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Time } from '~/ui/Time';
import { toast } from '~/ui/toast';
import { revokeApiKey } from './api';
import './problems';

/** Says what stops working, and asks for the key's name. */
export function RevokeDialog({
  apiKey: { id, name, lastUsedAt },
  timeZone,
  onClose,
  onRevoked,
}: {
  apiKey: ApiKey;
  timeZone: string;
  onClose: () => void;
  onRevoked: () => void;
}) {
  const { t } = useLingui();

  const confirmed = useConfirmed(async () => {
    await revokeApiKey(id);
    toast({ tone: 'done', text: t`The API key ${name} is revoked.` });
    onRevoked();
  });

  return (
    <ConfirmDialog
      opened
      title={t`Revoke the API key ${name}?`}
      confirmLabel={t`Revoke key`}
      danger
      typeToConfirm={name}
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Trans>Whatever uses it is refused from the very next request. It cannot be undone.</Trans>
      </p>
      <p>
        {lastUsedAt === null ? (
          <Trans>It has not been used yet.</Trans>
        ) : (
          <Trans>
            It was last used: <Time value={lastUsedAt} timeZone={timeZone} />
          </Trans>
        )}
      </p>
    </ConfirmDialog>
  );
}
