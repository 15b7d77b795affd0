import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import IconPrinter from '@tabler/icons-react/dist/esm/icons/IconPrinter.mjs';
import { useSession } from '~/features/session/session';
import { saveFile } from '~/lib/download';
import { Notice } from '~/ui/Notice';
import { CopySecret, ShownOnce } from '~/ui/ShownOnce';
import classes from './Security.module.css';

/** Shows the recovery codes, this once. */
export function RecoveryCodes({ codes, onStored }: { codes: readonly string[]; onStored: () => void }) {
  const { t } = useLingui();
  const { account } = useSession();
  const title = t`Recovery codes of ${account.email} at Tenantry`;
  const lines = codes.join('\n');

  return (
    <ShownOnce
      title={t`Your recovery codes`}
      size={520}
      leaving={{
        title: t`Leave without the codes?`,
        text: <Trans>They are not shown again. You can make new ones at any time.</Trans>,
      }}
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
          <CopySecret value={lines}>
            <Trans>Copy</Trans>
          </CopySecret>
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
    </ShownOnce>
  );
}
