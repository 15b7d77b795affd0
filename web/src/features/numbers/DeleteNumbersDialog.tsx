import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteNumbers, refreshNumbers } from './api';
import { CountChanged } from './CountChanged';
import { type LeftOut, type Refusal, refusalOf } from './obstacles';
import './problems';
import { RefusedDialog } from './RefusedDialog';
import { type Selected, useChosenCount } from './useChosenCount';

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
  const text = useProblemText();
  const { count, chosen, error: uncounted, recount } = useChosenCount(selected);
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<Refusal>();

  async function confirm() {
    if (!chosen) return;
    setBusy(true);
    setError(undefined);
    setRefusal(undefined);
    try {
      const done = await deleteNumbers(chosen, attempt(chosen).key);
      toast({
        tone: 'done',
        text: t`${plural(done, { one: '# number is deleted.', other: '# numbers are deleted.' })}`,
      });
      onDone();
    } catch (problem) {
      setBusy(false);
      const refused = problem instanceof Problem ? refusalOf(problem) : undefined;
      setRefusal(refused);
      // What is shown behind the dialog is from before.
      if (refused) void refreshNumbers();
      if (refused?.kind === 'count_changed') recount(refused.count);
      else if (!refused) setError(text.problem(problem));
    }
  }

  if (refusal && refusal.kind !== 'count_changed') {
    return (
      <RefusedDialog
        title={t`The numbers cannot be deleted`}
        refusal={refusal}
        selected={selected}
        onLeaveOut={(out) => {
          setRefusal(undefined);
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
      busy={busy || count === undefined}
      error={error ?? (uncounted ? text.problem(uncounted) : undefined)}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {refusal?.kind === 'count_changed' && <CountChanged count={refusal.count} />}
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
