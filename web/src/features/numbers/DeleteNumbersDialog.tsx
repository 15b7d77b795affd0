import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { NumberChoice } from '~/api/types';
import { useAttempt } from '~/lib/useAttempt';
import { useChangeMany } from '~/lib/useChangeMany';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteNumbers, refreshNumbers } from './api';
import { CountChanged } from './CountChanged';
import { NumbersRefused, type Obstacle } from './NumbersRefused';
import type { Left } from './obstacles';
import './problems';
import { type Selected, useChosenCount } from './useChosenCount';

/** Says how many numbers are removed before they are; a refusal lists what stands in the way. */
export function DeleteNumbersDialog({
  chosen: selected,
  onLeaveOut,
  onClose,
  onDone,
}: {
  chosen: Selected;
  /** Selects only these, so that they can be asked about. */
  onLeaveOut: (left: Left) => void;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useLingui();
  const attempt = useAttempt();
  const { count, recounted, refusal, askAgain, busy, error, onConfirm } = useChangeMany<
    NumberChoice,
    Obstacle
  >({
    counted: useChosenCount(selected),
    change: async (choice) => {
      const done = await deleteNumbers(choice, attempt(choice).key);
      toast({
        tone: 'done',
        text: t`${plural(done, { one: '# number is deleted.', other: '# numbers are deleted.' })}`,
      });
      onDone();
    },
    refresh: refreshNumbers,
  });

  if (refusal) {
    return (
      <NumbersRefused
        refusal={refusal}
        selected={selected}
        onLeaveOut={(left) => {
          askAgain();
          onLeaveOut(left);
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
