import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Refusal } from '~/lib/changeMany';
import { useProblemText } from '~/lib/problemText';
import { ConfirmDialog } from '../ConfirmDialog';
import { LeaveByLink } from '../LeaveByLink';
import classes from './RefusedDialog.module.css';

type Props<Obstacle extends { id: string }> = {
  /** Where it is about one that is named, not about several that are selected. */
  title?: string | undefined;
  refusal: Exclude<Refusal<Obstacle>, { kind: 'count_changed' }>;
  /** Why several stand in the way, by code, where it reads otherwise than for one. */
  reasons?: Record<string, string>;
  /** One that stands in the way, as a link where it has a page. */
  item: (obstacle: Obstacle) => ReactNode;
  /** Asks about the rest; undefined where there is none. */
  onLeaveOut: (() => void) | undefined;
  /** It leaves out whatever stands in the way, not only what is named. */
  leavesAll?: boolean;
  onClose: () => void;
};

/** Nothing was changed: what stands in the way, and the way to go on without it. */
export function RefusedDialog<Obstacle extends { id: string }>({
  title,
  onLeaveOut,
  leavesAll,
  onClose,
  ...rest
}: Props<Obstacle>) {
  const { t } = useLingui();
  const { refusal } = rest;
  const partly = !leavesAll && refusal.kind === 'blocked' && refusal.count > refusal.obstacles.length;
  return (
    <ConfirmDialog
      // Its buttons are not those of the question before it.
      key="refused"
      opened
      title={title ?? t`Nothing was changed`}
      confirmLabel={t`Leave these out`}
      cancelLabel={t`Close`}
      refused={!onLeaveOut}
      busy={false}
      error={undefined}
      onConfirm={() => onLeaveOut?.()}
      onClose={onClose}
    >
      <LeaveByLink onLeave={onClose}>
        <div role="alert" className={classes.body}>
          <Why several={title === undefined} {...rest} />
          {onLeaveOut && partly && (
            <p>
              <Trans>
                Only those that are named here can be left out now; the others are named after them.
              </Trans>
            </p>
          )}
        </div>
      </LeaveByLink>
    </ConfirmDialog>
  );
}

function Why<Obstacle extends { id: string }>({
  several,
  refusal,
  reasons = {},
  item,
}: { several: boolean } & Pick<Props<Obstacle>, 'refusal' | 'reasons' | 'item'>) {
  const text = useProblemText();
  const { count } = refusal;
  if (refusal.kind === 'permission') {
    return (
      <>
        <p>
          <Plural
            value={count}
            one="You see # of those selected without being allowed to do this."
            other="You see # of those selected without being allowed to do this."
          />
        </p>
        <p>
          <Trans>
            It needs the permission <code>{refusal.permission}</code> in their organization.
          </Trans>
        </p>
      </>
    );
  }
  if (refusal.kind === 'gone') {
    return (
      <p>
        <Plural
          value={count}
          one="# of those selected does not exist any more, or you no longer see it."
          other="# of those selected do not exist any more, or you no longer see them."
        />
      </p>
    );
  }
  const { obstacles, problem } = refusal;
  const more = count - obstacles.length;
  return (
    <>
      {several && (
        <p>
          <Plural
            value={count}
            one="# of those selected stands in the way."
            other="# of those selected stand in the way."
          />
        </p>
      )}
      <p>{(count > 1 && reasons[problem.code]) || text.problem(problem)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <ul className={classes.list} tabIndex={0}>
        {obstacles.map((obstacle) => (
          <li key={obstacle.id}>{item(obstacle)}</li>
        ))}
        {more > 0 && (
          <li>
            <Plural value={more} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
    </>
  );
}
