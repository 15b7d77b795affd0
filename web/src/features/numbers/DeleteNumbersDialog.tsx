import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useAttempt } from '~/lib/useAttempt';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteNumbers } from './api';
import { CountChanged } from './CountChanged';
import type { LeftOut } from './obstacles';
import './problems';
import { RefusedDialog } from './RefusedDialog';
import { useChangeMany } from './useChangeMany';
import type { Selected } from './useChosenCount';

/** Says how many numbers are removed before they are; a refusal lists what stands in the way. */
export function DeleteNumbersDialog({
  chosen: selected,
  onLeaveOut,
  onClose,
  onDone,
}: {
  chosen: Selected;
  /** Takes these out of the selection, so that the rest can be asked about. */
  onLeaveOut: (out: LeftOut) => void;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useLingui();
  const attempt = useAttempt();
  const { count, recounted, refusal, askAgain, busy, error, onConfirm } = useChangeMany(
    selected,
    async (chosen) => {
      const done = await deleteNumbers(chosen, attempt(chosen).key);
      toast({
        tone: 'done',
        text: t`${plural(done, { one: '# number is deleted.', other: '# numbers are deleted.' })}`,
      });
      onDone();
    },
  );

  if (refusal) {
    return (
      <RefusedDialog
        title={t`The numbers cannot be deleted`}
        refusal={refusal}
        selected={selected}
        onLeaveOut={(out) => {
          askAgain();
          onLeaveOut(out);
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      // Another count is another question: what was typed for the old one does not confirm it.
      key={count}
      opened
      title={
        count === undefined
          ? t`Delete these numbers?`
          : t`${plural(count, { one: 'Delete # number?', other: 'Delete # numbers?' })}`
      }
      confirmLabel={t`Delete numbers`}
      danger
      typeToConfirm={count === undefined ? undefined : String(count)}
      busy={busy}
      error={error}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {recounted !== undefined && <CountChanged count={recounted} />}
      {count !== undefined && (
        <p>
          <Plural
            value={count}
            one="This removes # outgoing number. Nothing can be sent or called from it any more."
            other="This removes # outgoing numbers. Nothing can be sent or called from them any more."
          />
        </p>
      )}
      <p>
        <Trans>All of them or none: where one is in use, nothing is deleted. It cannot be undone.</Trans>
      </p>
    </ConfirmDialog>
  );
}
