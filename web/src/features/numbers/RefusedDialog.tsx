import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { useTopmost } from '~/ui/useTopmost';
import { Obstacles } from './Obstacles';
import { type Refusal, toLeaveOut } from './obstacles';
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
  onLeaveOut: (ids: string[]) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const top = useTopmost(true);
  const out = toLeaveOut(refusal, 'ids' in selected ? selected.ids : []);
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
          {out.length > 0 && (
            <Button variant="default" onClick={() => onLeaveOut(out)}>
              <Plural value={out.length} one="Leave # out" other="Leave # out" />
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
