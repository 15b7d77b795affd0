import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ApiKey } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
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
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await revokeApiKey(id);
      toast({ tone: 'done', text: t`The API key ${name} is revoked.` });
      onRevoked();
    } catch (problem) {
      setBusy(false);
      setError(text.problem(problem));
    }
  }

  return (
    <ConfirmDialog
      opened
      title={t`Revoke the API key ${name}?`}
      confirmLabel={t`Revoke key`}
      danger
      typeToConfirm={name}
      busy={busy}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
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
