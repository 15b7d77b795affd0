import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { Notice } from '~/ui/Notice';
import { CopySecret, ShownOnce } from '~/ui/ShownOnce';
import classes from './ApiKeys.module.css';

/** Shows a new key, this once. */
export function KeyDialog({ name, value, onStored }: { name: string; value: string; onStored: () => void }) {
  const { t } = useLingui();

  return (
    <ShownOnce
      title={t`The API key ${name} is created`}
      size={560}
      leaving={{
        title: t`Leave without the key?`,
        text: <Trans>It is not shown again. A key that nobody has stored can only be revoked.</Trans>,
      }}
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
          <CopySecret value={value}>
            <Trans>Copy the key</Trans>
          </CopySecret>
          <Button onClick={onStored}>
            <Trans>I have stored it</Trans>
          </Button>
        </div>
      </div>
    </ShownOnce>
  );
}
