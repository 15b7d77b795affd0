import { useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTopmost } from '~/ui/useTopmost';
import classes from './NavDrawer.module.css';

/** The navigation on a phone. */
export function NavDrawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Drawer.Root opened onClose={onClose} size={288} closeOnEscape={top}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t`Navigation`}>
        <Drawer.Body className={classes.body}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
