import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '~/api/client';
import type { Session } from '~/api/types';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { useInvitationProblem } from './invitationProblems';

/** For whoever is signed in with the invited account: yes or no. */
export function InvitationConsent({
  email,
  refuse,
  accept,
  decline,
}: {
  email: string;
  refuse: (problem: unknown) => boolean;
  accept: (who: object, before: Session) => Promise<void>;
  decline: () => Promise<void>;
}) {
  const text = useInvitationProblem();
  const [busy, setBusy] = useState<'accept' | 'decline'>();
  const [error, setError] = useState<string>();

  async function run(kind: 'accept' | 'decline', action: () => Promise<void>) {
    setBusy(kind);
    setError(undefined);
    try {
      await action();
    } catch (problem) {
      setBusy(undefined);
      if (!refuse(problem)) setError(text.problem(problem));
    }
  }

  return (
    <div className={classes.form}>
      <p className={classes.hint}>
        <Trans>
          You are signed in as {email}. Your account, your password and what you have elsewhere stay as they
          are.
        </Trans>
      </p>
      {error && <Notice tone="danger">{error}</Notice>}
      <Button
        loading={busy === 'accept'}
        disabled={busy === 'decline'}
        fullWidth
        autoFocus
        onClick={() => void run('accept', async () => accept({}, await answer(api.GET('/v1/session'))))}
      >
        <Trans>Accept</Trans>
      </Button>
      <Button
        variant="default"
        loading={busy === 'decline'}
        disabled={busy === 'accept'}
        fullWidth
        onClick={() => void run('decline', decline)}
      >
        <Trans>Decline</Trans>
      </Button>
    </div>
  );
}
