import { useLingui } from '@lingui/react/macro';
import { Popover } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { PopupProps } from '~/ui/usePopup';
import { SwitcherPanel } from './SwitcherPanel';

/** The organizations that one can go into, below the button that says where one is. */
export function SwitcherPopup({
  opened,
  onChange,
  onReady,
  children,
  ...panel
}: PopupProps & {
  current: string | undefined;
  onPlatform: () => void;
  onEnter: (organizationId: string) => void;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const ready = useRef(onReady);
  useEffect(() => ready.current(), []);
  return (
    <Popover
      opened={opened}
      onChange={onChange}
      position="bottom-start"
      width={360}
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={0} aria-label={t`Organizations`}>
        <SwitcherPanel {...panel} />
      </Popover.Dropdown>
    </Popover>
  );
}
