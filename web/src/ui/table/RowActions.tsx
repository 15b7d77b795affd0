import { useLingui } from '@lingui/react/macro';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import { useState } from 'react';
import { ActionMenu } from './ActionMenu';
import classes from './DataTable.module.css';
import type { RowAction } from './types';

/**
 * The actions of one row. Two hundred rows are shown at once, so that a row has a menu of its own only after
 * somebody has asked for it.
 */
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
  const [asked, setAsked] = useState(false);
  const [opened, setOpened] = useState(false);
  if (actions.length === 0) return null;

  const button = (
    <button
      type="button"
      className={classes.rowButton}
      aria-label={t`Actions for ${name}`}
      aria-haspopup="menu"
      aria-expanded={opened}
      onClick={() => {
        setAsked(true);
        setOpened((before) => !before);
      }}
    >
      <IconDots size={16} aria-hidden />
    </button>
  );

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
      {asked ? (
        <ActionMenu actions={actions} opened={opened} onChange={setOpened}>
          {button}
        </ActionMenu>
      ) : (
        button
      )}
    </span>
  );
}
