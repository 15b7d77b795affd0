import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ConfirmDialog } from './ConfirmDialog';
import { useCopy } from './useCopy';
import { useTopmost } from './useTopmost';

/** Shows a secret, this once. Nothing closes it by chance: what is not stored by then is lost. */
export function ShownOnce({
  title,
  size,
  leaving,
  children,
}: {
  title: string;
  size: number;
  /** Asked of whoever goes to another page, and what becomes of the secret then. */
  leaving: { title: string; text: ReactNode };
  children: ReactNode;
}) {
  const { t } = useLingui();
  useTopmost(true);
  const leave = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true });
  return (
    <>
      <Modal
        opened
        onClose={() => {}}
        title={title}
        centered
        size={size}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        {children}
      </Modal>
      <ConfirmDialog
        opened={leave.status === 'blocked'}
        title={leaving.title}
        confirmLabel={t`Leave`}
        cancelLabel={t`Stay`}
        danger
        busy={false}
        error={undefined}
        onConfirm={() => leave.proceed?.()}
        onClose={() => leave.reset?.()}
      >
        {leaving.text}
      </ConfirmDialog>
    </>
  );
}

/** Copies the secret, and is where one begins. */
export function CopySecret({ value, children }: { value: string; children: ReactNode }) {
  const { copied, copy } = useCopy();
  return (
    <Button
      variant="default"
      data-autofocus
      leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      onClick={() => void copy(value)}
    >
      {copied ? <Trans>Copied</Trans> : children}
    </Button>
  );
}
