import { useLingui } from '@lingui/react/macro';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import { ActionMenu } from './ActionMenu';
import classes from './DataTable.module.css';
import type { RowAction } from './types';

/** The actions of one row: those at hand, and all of them in a menu. */
export function RowActions({
  actions,
  name,
  compact,
}: {
  actions: RowAction[];
  name: string;
  compact?: boolean;
}) {
  const { t } = useLingui();
  if (actions.length === 0) return null;

  return (
    <span className={classes.rowActions}>
      {!compact &&
        actions
          .filter((action) => action.inline)
          .map((action) => (
            <button
              key={action.id}
              type="button"
              className={classes.rowButton}
              aria-label={`${action.label}: ${name}`}
              title={action.label}
              onClick={action.run}
            >
              {action.icon}
            </button>
          ))}
      <ActionMenu actions={actions}>
        <button type="button" className={classes.rowButton} aria-label={t`Actions for ${name}`}>
          <IconDots size={16} aria-hidden />
        </button>
      </ActionMenu>
    </span>
  );
}
