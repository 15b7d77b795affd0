import { Menu, type MenuProps } from '@mantine/core';
import type { RowAction } from './types';

/** A button, given as the child, and the menu of actions that it opens. */
export function ActionMenu({ actions, children, ...menu }: MenuProps & { actions: RowAction[] }) {
  return (
    <Menu position="bottom-end" withinPortal {...menu}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item
            key={action.id}
            leftSection={action.icon}
            data-danger={action.danger || undefined}
            onClick={action.run}
          >
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
