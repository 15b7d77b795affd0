import { Link } from '@tanstack/react-router';
import type { UsageRef } from '~/api/types';
import { UsageLinks } from '~/features/usages/UsageLinks';
import type { Refusal } from '~/lib/changeMany';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { RefusedDialog } from '~/ui/changeMany/RefusedDialog';
import classes from './NumbersRefused.module.css';
import { type Left, leftOf } from './obstacles';
import './problems';
import type { Selected } from './useChosenCount';

/** A number that stands in the way of a change of many: by what uses it, or by a rule. */
export type Obstacle = {
  id: string;
  number: string;
  display: string;
  usages?: UsageRef[];
  code?: string;
  message?: string;
};

/** The numbers were not changed: each that stands in the way with what uses it, and the way to go on without it. */
export function NumbersRefused({
  title,
  refusal,
  selected,
  from,
  onLeaveOut,
  onClose,
}: {
  title?: string | undefined;
  refusal: Exclude<Refusal<Obstacle>, { kind: 'count_changed' }>;
  selected: Selected;
  /** The organization of all the numbers, where they are of one: there each has its page. */
  from?: string | undefined;
  onLeaveOut: ((left: Left) => void) | undefined;
  onClose: () => void;
}) {
  const left = onLeaveOut && leftOf(selected, refusal);
  return (
    <RefusedDialog
      title={title}
      refusal={refusal}
      item={(obstacle) => <OneObstacle obstacle={obstacle} from={from} />}
      onLeaveOut={left && (() => onLeaveOut?.(left))}
      leavesAll={left === 'unused'}
      onClose={onClose}
    />
  );
}

function OneObstacle({ obstacle, from }: { obstacle: Obstacle; from: string | undefined }) {
  const text = useProblemText();
  const { display, id, usages = [], code, message } = obstacle;
  // A usage is of the same organization as each of its numbers.
  const organizationId = from ?? usages[0]?.organizationId;
  return (
    <>
      <span className={`mono ${classes.number}`}>
        {organizationId === undefined ? display : <Link {...to.number(organizationId, id)}>{display}</Link>}
      </span>
      <UsageLinks usages={usages} />
      {code !== undefined && <p>{text.field({ code, message: message ?? code })}</p>}
    </>
  );
}
