import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { useTopmost } from '~/ui/useTopmost';
import { Obstacles } from './Obstacles';
import { type LeftOut, leftOutOf, type Refusal } from './obstacles';
import classes from './RefusedDialog.module.css';
import type { Selected } from './useChosenCount';

/** Nothing was changed: what stands in the way, each a link, and the way to go on without it. */
export function RefusedDialog({
  title,
  refusal,
  selected,
  from,
  onLeaveOut,
  onClose,
}: {
  title: string;
  refusal: Exclude<Refusal, { kind: 'count_changed' }>;
  selected: Selected;
  /** The organization of all the numbers, where they are of one. */
  from?: string | undefined;
  onLeaveOut: ((out: LeftOut) => void) | undefined;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const top = useTopmost(true);
  const out = onLeaveOut && leftOutOf(selected, refusal);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size={560}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <div className={classes.body}>
        <LeaveByLink onLeave={onClose}>
          <div role="alert">
            <Obstacles refusal={refusal} linkTo={from} />
          </div>
        </LeaveByLink>
        <div className={classes.actions}>
          {out !== undefined && (
            <Button variant="default" onClick={() => onLeaveOut?.(out)}>
              <Trans>Leave these out</Trans>
            </Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </div>
      </div>
    </Modal>
  );
}
