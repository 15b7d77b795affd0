import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { answer, api } from '~/api/client';
import { Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { AskForReset } from './AskForReset';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';
import { ChooseAnother } from './ChooseAnother';
import { takeToken } from './token';

type State =
  | { step: 'ask' }
  | { step: 'sent'; email: string }
  | { step: 'looking' }
  | { step: 'failed'; problem: unknown }
  | { step: 'spent' }
  | { step: 'choose'; email: string }
  | { step: 'done'; email: string };

/** A forgotten password: asks for the address, or, from the link that was mailed, for another password. */
export function ResetPage() {
  const { t } = useLingui();
  const text = useProblemText();
  const [token] = useState(takeToken);
  const [state, setState] = useState<State>({ step: token === '' ? 'ask' : 'looking' });
  const titles: Record<State['step'], string> = {
    ask: t`Reset your password`,
    sent: t`Look into your mail`,
    looking: t`Reset your password`,
    failed: t`Reset your password`,
    spent: t`This link no longer works`,
    choose: t`Choose another password`,
    done: t`Your password is changed`,
  };
  const title = titles[state.step];
  useTitle(title);

  const look = useCallback(async () => {
    if (token === '') return;
    setState({ step: 'looking' });
    try {
      const { email } = await answer(api.POST('/v1/password-reset/lookup', { body: { token } }));
      setState({ step: 'choose', email });
    } catch (problem) {
      const lost = problem instanceof Problem && (problem.status === 0 || problem.status >= 500);
      setState(lost ? { step: 'failed', problem } : { step: 'spent' });
    }
  }, [token]);
  useEffect(() => void look(), [look]);

  const toSignIn = (
    <a href="/sign-in">
      <Trans>Go to sign-in</Trans>
    </a>
  );

  switch (state.step) {
    case 'looking':
      return <AuthCard title={title}>{null}</AuthCard>;
    case 'failed':
      return (
        <AuthCard title={title}>
          <div className={classes.form}>
            <Notice tone="danger">{text.problem(state.problem)}</Notice>
            <Button onClick={() => void look()}>
              <Trans>Try again</Trans>
            </Button>
          </div>
        </AuthCard>
      );
    case 'ask':
    case 'spent':
      return (
        <AuthCard
          title={title}
          lead={
            state.step === 'ask' ? (
              <Trans>Enter the e-mail address of your account. We send a link to it.</Trans>
            ) : (
              <Trans>It has been used, replaced by a newer one, or is older than an hour.</Trans>
            )
          }
        >
          <AskForReset again={state.step === 'spent'} onSent={(email) => setState({ step: 'sent', email })} />
          <div className={classes.below}>{toSignIn}</div>
        </AuthCard>
      );
    case 'sent':
      return (
        <AuthCard title={title}>
          <div className={classes.text} role="status">
            <p>
              <Trans>
                If <strong>{state.email}</strong> has an account, a link to choose another password is on its
                way. It works once, for an hour.
              </Trans>
            </p>
            <p className={classes.hint}>
              <Trans>Nothing there after some minutes? Look into the folder for spam as well.</Trans>
            </p>
          </div>
          <div className={classes.form}>
            <Button variant="default" onClick={() => setState({ step: 'ask' })}>
              <Trans>Use another address, or send it again</Trans>
            </Button>
            {toSignIn}
          </div>
        </AuthCard>
      );
    case 'choose':
      return (
        <AuthCard title={title} lead={state.email}>
          <ChooseAnother
            token={token}
            email={state.email}
            onSpent={() => setState({ step: 'spent' })}
            onDone={() => setState({ step: 'done', email: state.email })}
          />
        </AuthCard>
      );
    case 'done':
      return (
        <AuthCard title={title}>
          <div className={classes.text}>
            <p>
              <Trans>
                Whatever was signed in to {state.email} is signed out. Sign in with the password that you have
                chosen.
              </Trans>
            </p>
            <Button component="a" href="/sign-in" fullWidth autoFocus>
              <Trans>Sign in</Trans>
            </Button>
          </div>
        </AuthCard>
      );
  }
}
