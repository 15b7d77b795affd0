import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Popover } from '@mantine/core';
import IconColumns3 from '@tabler/icons-react/dist/esm/icons/IconColumns3.mjs';
import classes from './DataTable.module.css';

type Choice = { id: string; label: string; fixed: boolean };

export function ColumnPicker({
  columns,
  visible,
  onChange,
  onReset,
}: {
  columns: Choice[];
  visible: string[];
  onChange: (visible: string[]) => void;
  onReset: () => void;
}) {
  const { t } = useLingui();
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          <Trans>Columns</Trans>
        </Button>
      </Popover.Target>
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
              onChange(
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
