import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs';
import { useBlocker } from '@tanstack/react-router';
import { useSession } from '~/features/session/session';
import { saveFile } from '~/lib/download';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Notice } from '~/ui/Notice';
import { useCopy } from '~/ui/useCopy';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Security.module.css';

/** Shows the recovery codes, this once. Nothing closes them by chance: what is not stored by then is lost. */
export function RecoveryCodes({ codes, onStored }: { codes: readonly string[]; onStored: () => void }) {
  const { t } = useLingui();
  const { account } = useSession();
  const { copied, copy } = useCopy();
  useTopmost(true);
  const leave = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true });
  const title = t`Recovery codes of ${account.email} at Tenantry`;
  const lines = codes.join('\n');

  return (
    <>
      <Modal
        opened
        onClose={() => {}}
        title={t`Your recovery codes`}
        centered
        size={520}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        <div className={classes.form}>
          <Notice tone="warn" title={t`Store them now`}>
            <Trans>
              They are shown this once. Each signs you in once, after the password, when your phone or passkey
              is not at hand. Keep them where you keep passwords, not on that phone alone.
            </Trans>
          </Notice>
          <div className={classes.sheet}>
            <p className={classes.printed}>{title}</p>
            <ul className={classes.codes} aria-label={t`Your recovery codes`}>
              {codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
          </div>
          <div className={classes.buttons}>
            <Button
              variant="default"
              data-autofocus
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={() => void copy(lines)}
            >
              {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
            </Button>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() =>
                saveFile(
                  new Blob([`${title}\n\n${lines}\n`], { type: 'text/plain' }),
                  'tenantry-recovery-codes.txt',
                )
              }
            >
              <Trans>Download as text</Trans>
            </Button>
            <Button
              variant="default"
              leftSection={<IconPrinter size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              <Trans>Print</Trans>
            </Button>
          </div>
          <div className={classes.end}>
            <Button onClick={onStored}>
              <Trans>I have stored them</Trans>
            </Button>
          </div>
        </div>
      </Modal>
      <ConfirmDialog
        opened={leave.status === 'blocked'}
        title={t`Leave without the codes?`}
        confirmLabel={t`Leave`}
        cancelLabel={t`Stay`}
        danger
        busy={false}
        error={undefined}
        onConfirm={() => leave.proceed?.()}
        onClose={() => leave.reset?.()}
      >
        <Trans>They are not shown again. You can make new ones at any time.</Trans>
      </ConfirmDialog>
    </>
  );
}
