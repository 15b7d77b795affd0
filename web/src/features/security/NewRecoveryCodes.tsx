import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { makeRecoveryCodes } from './api';

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
  const confirmed = useConfirmed(async () => onMade(await makeRecoveryCodes()));
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
