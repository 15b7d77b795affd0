import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Popover } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { PopupProps } from '../usePopup';
import type { ColumnChoice } from './ColumnPicker';
import classes from './DataTable.module.css';

/** Which columns are shown, ticked one by one. */
export function ColumnPopup({
  columns,
  visible,
  onPick,
  onReset,
  opened,
  onChange,
  onReady,
  children,
}: PopupProps & {
  columns: ColumnChoice[];
  visible: string[];
  onPick: (visible: string[]) => void;
  onReset: () => void;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const ready = useRef(onReady);
  useEffect(() => ready.current(), []);
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus opened={opened} onChange={onChange}>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown className={classes.picker} aria-label={t`Columns`}>
        {columns.map((column) => (
          <Checkbox
            key={column.id}
            size="xs"
            className={classes.pick}
            label={column.label}
            checked={visible.includes(column.id)}
            disabled={column.fixed}
            onChange={(event) =>
              onPick(
                columns
                  .map(({ id }) => id)
                  .filter((id) => (id === column.id ? event.currentTarget.checked : visible.includes(id))),
              )
            }
          />
        ))}
        <Button variant="subtle" size="compact-sm" onClick={onReset}>
          <Trans>Reset</Trans>
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
