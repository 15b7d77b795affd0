import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useRef } from 'react';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { makeRecoveryCodes } from './api';
import { useConfirmed } from './useConfirmed';

export function NewRecoveryCodes({
  left,
  onMade,
  onClose,
}: {
  left: number;
  onMade: (codes: readonly string[]) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const made = useRef<readonly string[]>([]);
  const confirmed = useConfirmed(
    async () => {
      made.current = await makeRecoveryCodes();
    },
    () => onMade(made.current),
  );
  return (
    <ConfirmDialog
      opened
      title={t`Make new recovery codes?`}
      confirmLabel={t`Make codes`}
      onClose={onClose}
      {...confirmed}
    >
      {left > 0 ? (
        <Plural
          value={left}
          one="The code that you have left stops working."
          other="The # codes that you have left stop working."
        />
      ) : (
        <Trans>You are shown ten codes, this once.</Trans>
      )}
    </ConfirmDialog>
  );
}
