import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import classes from './Security.module.css';

const NewRecoveryCodes = lazy(() =>
  import('./NewRecoveryCodes').then((module) => ({ default: module.NewRecoveryCodes })),
);
const RecoveryCodes = lazy(() =>
  import('./RecoveryCodes').then((module) => ({ default: module.RecoveryCodes })),
);

/** From here on there are few enough to think of new ones. */
const few = 3;

/** The codes for the day on which the phone is gone. */
export function RecoverySection({ left }: { left: number }) {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <Section
      title={t`Recovery codes`}
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          {left === 0 ? <Trans>Make recovery codes</Trans> : <Trans>Make new codes…</Trans>}
        </Button>
      }
    >
      <div className={classes.stack}>
        {left === 0 ? (
          <Notice tone="warn" title={t`You have no recovery codes`}>
            <Trans>
              Without them only an administrator can let you in again when your phone or passkey is lost.
            </Trans>
          </Notice>
        ) : left <= few ? (
          <Notice tone="warn">
            <Plural
              value={left}
              one="# code is left. Make new ones."
              other="# codes are left. Make new ones."
            />
          </Notice>
        ) : (
          <p className={classes.quiet}>
            <Plural value={left} one="# code is left." other="# codes are left." />
          </p>
        )}
        <p className={classes.text}>
          <Trans>Each signs you in once in the place of the second factor.</Trans>
        </p>
      </div>
      <Suspense>
        {asking && (
          <NewRecoveryCodes
            left={left}
            onMade={(made) => {
              setAsking(false);
              setCodes(made);
            }}
            onClose={() => setAsking(false)}
          />
        )}
        {codes && <RecoveryCodes codes={codes} onStored={() => setCodes(undefined)} />}
      </Suspense>
    </Section>
  );
}
