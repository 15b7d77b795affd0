import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Notice } from '~/ui/Notice';
import { type Change, dryRun } from './api';
import { ImpactSummary } from './ImpactSummary';
import classes from './ImpactSummary.module.css';
import { useRefusal } from './useRefusal';

/** One of the changes that are confirmed together, and what it is called. */
export type Step = { id: string; name: string; change: Change };

/**
 * Says what a change of the hierarchy will do before it is made: the server makes it for nothing, and what it found
 * stands here. What the server refuses cannot be confirmed.
 */
export function ChangeDialog({
  title,
  children,
  steps,
  confirmLabel,
  danger,
  typeToConfirm,
  onConfirm,
  onClose,
}: {
  title: string;
  children?: ReactNode;
  steps: Step[];
  confirmLabel: string;
  danger?: boolean;
  typeToConfirm?: string;
  /** Makes the change; what it throws is shown, and the dialog stays. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const refusal = useRefusal();
  const asked = useId();
  const [failed, setFailed] = useState<{ error: unknown }>();
  const runs = useQueries({
    queries: steps.map(({ change }, index) => ({
      // Asked anew each time: the answer is about this moment.
      queryKey: ['groups-dry-run', asked, index, change],
      queryFn: ({ signal }: { signal: AbortSignal }) => dryRun(change, signal),
      gcTime: 0,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const pending = runs.some((run) => run.isPending && !run.isError);
  const refused = runs.findIndex((run) => run.isError);

  async function change() {
    setFailed(undefined);
    await onConfirm();
  }

  /** Some refusals are told with a link to what stands in the way. */
  function fail(error: unknown): boolean {
    setFailed({ error });
    return true;
  }

  const confirmed = useConfirmed(change, fail);

  return (
    <ConfirmDialog
      opened
      title={title}
      confirmLabel={confirmLabel}
      danger={danger}
      typeToConfirm={typeToConfirm}
      refused={refused >= 0}
      onClose={onClose}
      {...confirmed}
      busy={confirmed.busy || pending}
    >
      {children}
      <div aria-live="polite">
        {refused >= 0 ? (
          <Notice tone="danger" title={t`${steps[refused]?.name ?? ''}: this is not possible`}>
            {refusal(runs[refused]?.error)}
          </Notice>
        ) : pending ? (
          <div className={classes.pending} aria-busy />
        ) : runs.length === 1 ? (
          runs[0]?.data && <ImpactSummary impact={runs[0].data} />
        ) : (
          <ul className={`${classes.summary} ${classes.each}`}>
            {runs.map(({ data }, index) => (
              <li key={steps[index]?.id}>
                <span>{steps[index]?.name}</span>
                <span className={classes.email}>
                  {data && data.gains.count > 0 ? (
                    <Plural
                      value={data.gains.count}
                      one="# person gains access"
                      other="# people gain access"
                    />
                  ) : (
                    <Trans>nobody gains access</Trans>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {failed && <Notice tone="danger">{refusal(failed.error)}</Notice>}
    </ConfirmDialog>
  );
}
