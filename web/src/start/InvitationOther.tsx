import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { answer, api } from '~/api/client';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';

/** Somebody else is signed in in this browser: the invitation is not theirs to take. */
export function InvitationOther({ email, onSignedOut }: { email: string; onSignedOut: () => Promise<void> }) {
  const { t } = useLingui();
  const text = useProblemText();
  const [who, setWho] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  useEffect(() => {
    answer(api.GET('/v1/session')).then(
      ({ account }) => setWho(account.email),
      () => {
        // The page says that it is somebody else; who, it can do without.
      },
    );
  }, []);

  async function signOut() {
    setBusy(true);
    setError(undefined);
    try {
      await answer(api.DELETE('/v1/session'));
    } catch (problem) {
      // Without a session there is nothing to end.
      if (!isProblem(problem) || problem.status !== 401) {
        setBusy(false);
        return setError(text.problem(problem));
      }
    }
    await onSignedOut();
  }

  return (
    <div className={classes.form}>
      <Notice
        tone="warn"
        title={who === undefined ? t`You are signed in with another account` : t`You are signed in as ${who}`}
      >
        <Trans>The invitation is for {email}. Sign out to take it; nothing of it is used up by that.</Trans>
      </Notice>
      {error && <Notice tone="danger">{error}</Notice>}
      <Button loading={busy} fullWidth onClick={() => void signOut()}>
        <Trans>Sign out and go on</Trans>
      </Button>
      <a href="/">
        <Trans>Go to the console instead</Trans>
      </a>
    </div>
  );
}
