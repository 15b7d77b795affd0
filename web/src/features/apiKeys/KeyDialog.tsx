import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Notice } from '~/ui/Notice';
import { useCopy } from '~/ui/useCopy';
import { useTopmost } from '~/ui/useTopmost';
import classes from './ApiKeys.module.css';

/** Shows a new key, this once. Nothing closes it by chance: what is not stored by then is lost. */
export function KeyDialog({ name, value, onStored }: { name: string; value: string; onStored: () => void }) {
  const { t } = useLingui();
  const { copied, copy } = useCopy();
  useTopmost(true);
  const leave = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true });

  return (
    <>
      <Modal
        opened
        onClose={() => {}}
        title={t`The API key ${name} is created`}
        centered
        size={560}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        <div className={classes.shown}>
          <Notice tone="warn" title={t`Store it now`}>
            <Trans>
              It is shown this once. Whoever has it can act with its permissions: keep it as you keep a
              password.
            </Trans>
          </Notice>
          <code className={classes.key}>{value}</code>
          <p>
            <Trans>
              Requests send it as <code>Authorization: Bearer</code>, followed by the key.
            </Trans>
          </p>
          <div className={classes.buttons}>
            <Button
              variant="default"
              data-autofocus
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={() => void copy(value)}
            >
              {copied ? <Trans>Copied</Trans> : <Trans>Copy the key</Trans>}
            </Button>
            <Button onClick={onStored}>
              <Trans>I have stored it</Trans>
            </Button>
          </div>
        </div>
      </Modal>
      <ConfirmDialog
        opened={leave.status === 'blocked'}
        title={t`Leave without the key?`}
        confirmLabel={t`Leave`}
        cancelLabel={t`Stay`}
        danger
        busy={false}
        error={undefined}
        onConfirm={() => leave.proceed?.()}
        onClose={() => leave.reset?.()}
      >
        <Trans>It is not shown again. A key that nobody has stored can only be revoked.</Trans>
      </ConfirmDialog>
    </>
  );
}
