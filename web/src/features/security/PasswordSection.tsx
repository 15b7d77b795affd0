import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Security } from '~/api/types';
import { Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import classes from './Security.module.css';
import { ownZone } from './zone';

const ChangePassword = lazy(() =>
  import('./ChangePassword').then((module) => ({ default: module.ChangePassword })),
);

export function PasswordSection({ password }: { password: Security['password'] }) {
  const { t } = useLingui();
  const [changing, setChanging] = useState(false);
  return (
    <Section
      title={t`Password`}
      actions={
        <Button variant="default" onClick={() => setChanging(true)}>
          {password.set ? <Trans>Change the password</Trans> : <Trans>Set a password</Trans>}
        </Button>
      }
    >
      <p className={classes.quiet}>
        {!password.set ? (
          <Trans>This account has no password.</Trans>
        ) : password.changedAt ? (
          <Trans>
            Last changed <Time value={password.changedAt} timeZone={ownZone()} />
          </Trans>
        ) : (
          <Trans>Changing it ends your sessions everywhere else.</Trans>
        )}
      </p>
      <Suspense>
        {changing && <ChangePassword has={password.set} onClose={() => setChanging(false)} />}
      </Suspense>
    </Section>
  );
}
