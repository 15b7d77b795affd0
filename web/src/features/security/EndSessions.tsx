import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { OwnSession } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { endOtherSessions, endSession } from './api';

export function EndSessions({
  which,
  count,
  onClose,
}: {
  which: OwnSession | 'others';
  /** How many sessions there are besides this one. */
  count: number;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const confirmed = useConfirmed(async () => {
    await (which === 'others' ? endOtherSessions() : endSession(which.id));
    toast({
      tone: 'done',
      text: which === 'others' ? t`All other sessions are ended.` : t`The session is ended.`,
    });
    onClose();
  });
  return (
    <ConfirmDialog
      opened
      title={which === 'others' ? t`End all other sessions?` : t`End this session?`}
      confirmLabel={t`End`}
      danger
      onClose={onClose}
      {...confirmed}
    >
      {which === 'others' ? (
        <Plural
          value={count}
          one="# session ends at once. You stay signed in here."
          other="# sessions end at once. You stay signed in here."
        />
      ) : (
        <Trans>Whoever uses it is signed out at once.</Trans>
      )}
    </ConfirmDialog>
  );
}
