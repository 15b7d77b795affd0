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
    <Drawer
      opened
      onClose={onClose}
      size={288}
      closeOnEscape={top}
      withCloseButton={false}
      aria-label={t`Navigation`}
      classNames={{ body: classes.body }}
    >
      {children}
    </Drawer>
  );
}
