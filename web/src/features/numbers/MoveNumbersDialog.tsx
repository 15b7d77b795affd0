import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { type FieldError, Problem } from '~/api/problem';
import type { NumberChoice } from '~/api/types';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useProblemText } from '~/lib/problemText';
import { randomKey } from '~/lib/randomKey';
import { useAttempt } from '~/lib/useAttempt';
import { useChangeMany } from '~/lib/useChangeMany';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { moveNumbers, refreshNumbers } from './api';
import { CountChanged } from './CountChanged';
import { NumbersRefused, type Obstacle } from './NumbersRefused';
import type { Left } from './obstacles';
import './problems';
import { type Selected, useChosenCount } from './useChosenCount';

const isTarget = ({ location }: FieldError) => location === 'body.organizationId';

/** Asks where numbers are to go, and says what that means; a refusal lists what stands in the way. */
export function MoveNumbersDialog({
  chosen: selected,
  name,
  from,
  onLeaveOut,
  onClose,
  onDone,
}: {
  chosen: Selected;
  /** What the number is called, where it is one. */
  name?: string;
  /** The organization of all of them: from it, they can be put back there. */
  from: string | undefined;
  /** Selects only these, so that they can be asked about. */
  onLeaveOut?: (left: Left) => void;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const [target, setTarget] = useState<{ id: string; name: string } | null>(null);
  const field = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState<string>();
  const attempt = useAttempt();
  const { count, recounted, refusal, askAgain, busy, error, onConfirm } = useChangeMany<
    NumberChoice,
    Obstacle
  >({
    counted: useChosenCount(selected),
    change: move,
    refresh: refreshNumbers,
    onRefused: blame,
  });

  async function move(choice: NumberChoice) {
    if (!target) return;
    const done = await moveNumbers(choice, target.id, attempt([choice, target.id]).key);
    toast({
      tone: 'done',
      text: t`${plural(done, { one: '# number is moved', other: '# numbers are moved' })}: ${target.name}`,
      action:
        from !== undefined && 'ids' in choice
          ? { label: t`Undo`, run: () => void moveNumbers(choice, from, randomKey()).catch(failed) }
          : undefined,
    });
    onDone();
  }

  function blame(problem: unknown): boolean {
    const about = problem instanceof Problem && problem.errors.find(isTarget);
    if (about) refuseTarget(about);
    return Boolean(about);
  }

  function refuseTarget(error: { code: string; message: string }) {
    setMissing(text.field(error));
    field.current?.querySelector('input')?.focus();
  }

  function failed(problem: unknown) {
    toast({ tone: 'error', text: text.problem(problem) });
  }

  if (refusal) {
    return (
      <NumbersRefused
        title={name && t`${name} cannot be moved`}
        refusal={refusal}
        selected={selected}
        from={from}
        onLeaveOut={
          onLeaveOut &&
          ((left) => {
            askAgain();
            onLeaveOut(left);
          })
        }
        onClose={onClose}
      />
    );
  }
  const title =
    name !== undefined
      ? t`Move ${name}`
      : count === undefined
        ? t`Move these numbers`
        : t`${plural(count, { one: 'Move # number', other: 'Move # numbers' })}`;
  return (
    <ConfirmDialog
      opened
      title={title}
      confirmLabel={t`Move`}
      busy={busy}
      error={error}
      onConfirm={() => (target ? onConfirm() : refuseTarget({ code: 'required', message: '' }))}
      onClose={onClose}
    >
      {recounted !== undefined && <CountChanged count={recounted} />}
      <div ref={field}>
        <OrganizationSelect
          any
          required
          autoFocus
          label={t`To the organization`}
          value={target}
          onChange={(choice) => {
            setTarget(choice);
            setMissing(undefined);
          }}
          error={missing}
        />
      </div>
      {count !== undefined && (
        <p>
          <Plural
            value={count}
            one="# number goes to that organization, with its lettering and billing number. The members of the present one lose it at once."
            other="# numbers go to that organization, with their lettering and billing numbers. The members of the present one lose them at once."
          />
        </p>
      )}
      {count !== 1 && (
        <p>
          <Trans>All of them or none: where one is in use, nothing is moved.</Trans>
        </p>
      )}
    </ConfirmDialog>
  );
}
