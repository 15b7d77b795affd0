import { Menu } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { PopupProps } from '../usePopup';
import type { RowAction } from './types';

/** The menu of actions around its button; it comes when somebody is about to open it. */
export function MenuPopup({
  actions,
  opened,
  onChange,
  onReady,
  children,
}: PopupProps & { actions: RowAction[]; children: ReactNode }) {
  const ready = useRef(onReady);
  useEffect(() => ready.current(), []);
  return (
    <Menu position="bottom-end" withinPortal opened={opened} onChange={onChange}>
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
