import { useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import classes from './SidePanel.module.css';
import { useTopmost } from './useTopmost';

/** A form at the right of the page: its fields scroll, its buttons stay. */
export function SidePanel({
  title,
  size,
  noValidate,
  busy,
  buttons,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  size: number;
  noValidate?: boolean;
  busy?: boolean;
  buttons: ReactNode;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={size}
      title={title}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
      classNames={{ body: classes.body, content: classes.content, header: classes.header }}
    >
      <form className={classes.form} onSubmit={onSubmit} noValidate={noValidate} aria-busy={busy}>
        <div className={classes.fields}>{children}</div>
        <div className={classes.buttons}>{buttons}</div>
      </form>
    </Drawer>
  );
}
