import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Security } from '~/api/types';
import { useProved } from '~/features/session/useProved';
import { useProblemText } from '~/lib/problemText';
import { Section } from '~/ui/Page';
import { StatusMark } from '~/ui/StatusMark';
import { Time } from '~/ui/Time';
import { toast } from '~/ui/toast';
import { startTotp } from './api';
import classes from './Security.module.css';
import type { NewTotp } from './SetUpTotp';
import { ownZone } from './zone';

const SetUpTotp = lazy(() => import('./SetUpTotp').then((module) => ({ default: module.SetUpTotp })));
const RemoveTotp = lazy(() => import('./RemoveTotp').then((module) => ({ default: module.RemoveTotp })));
const RecoveryCodes = lazy(() =>
  import('./RecoveryCodes').then((module) => ({ default: module.RecoveryCodes })),
);

/** The second factor by codes that an app on one's phone shows. */
export function TotpSection({ totp }: { totp: Security['totp'] }) {
  const { t } = useLingui();
  const text = useProblemText();
  const proved = useProved();
  const [busy, setBusy] = useState(false);
  const [setup, setSetup] = useState<NewTotp>();
  const [removing, setRemoving] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();

  async function begin() {
    setBusy(true);
    try {
      await proved(async () => setSetup(await startTotp()));
    } catch (problem) {
      toast({ tone: 'error', text: text.problem(problem) });
    }
    setBusy(false);
  }

  return (
    <Section
      title={t`Authenticator app`}
      actions={
        <div className={classes.buttons}>
          <Button variant="default" loading={busy} onClick={() => void begin()}>
            {totp.enabled ? <Trans>Set up another app</Trans> : <Trans>Set up</Trans>}
          </Button>
          {totp.enabled && (
            <Button variant="default" onClick={() => setRemoving(true)}>
              <Trans>Turn off…</Trans>
            </Button>
          )}
        </div>
      }
    >
      <div className={classes.stack}>
        <div className={classes.status}>
          {totp.enabled ? (
            <StatusMark tone="ok">
              <Trans>On</Trans>
            </StatusMark>
          ) : (
            <StatusMark tone="neutral">
              <Trans>Off</Trans>
            </StatusMark>
          )}
          {totp.addedAt && (
            <span className={classes.quiet}>
              <Trans>
                Set up <Time value={totp.addedAt} timeZone={ownZone()} />
              </Trans>
            </span>
          )}
        </div>
        <p className={classes.text}>
          <Trans>
            After the password, signing in asks for a code that an app on your phone shows: Google
            Authenticator, 1Password, Aegis and others.
          </Trans>
        </p>
      </div>
      <Suspense>
        {setup && (
          <SetUpTotp
            setup={setup}
            onDone={(made) => {
              setSetup(undefined);
              setCodes(made);
            }}
            onClose={() => setSetup(undefined)}
          />
        )}
        {removing && <RemoveTotp onClose={() => setRemoving(false)} />}
        {codes && <RecoveryCodes codes={codes} onStored={() => setCodes(undefined)} />}
      </Suspense>
    </Section>
  );
}
