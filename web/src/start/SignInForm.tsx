import { Trans, useLingui } from '@lingui/react/macro';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Session } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { signIn } from './signIn';

/** `email` fixed: the session of that account has ended and nobody else may take over what it has open. */
export function SignInForm({
  email: fixedEmail,
  onDone,
}: {
  email?: string;
  onDone: (session: Session) => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const [email, setEmail] = useState(fixedEmail ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<{ email?: boolean; password?: boolean }>({});
  const [error, setError] = useState<string>();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const lacks = { email: email.trim() === '', password: password === '' };
    setMissing(lacks);
    setError(undefined);
    if (lacks.email) return emailField.current?.focus();
    if (lacks.password) return passwordField.current?.focus();
    setBusy(true);
    try {
      onDone(await signIn(email.trim(), password));
    } catch (problem) {
      setBusy(false);
      setError(explain(problem));
      passwordField.current?.focus();
      passwordField.current?.select();
    }
  }

  function explain(problem: unknown): string {
    if (!isProblem(problem, 'too_many_attempts') || !problem.retryAfter) return text.problem(problem);
    const minutes = Math.ceil(problem.retryAfter / 60);
    return t`Too many wrong passwords. Try again in ${minutes} min.`;
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error && <Notice tone="danger">{error}</Notice>}
      <TextInput
        ref={emailField}
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus={!fixedEmail}
        readOnly={fixedEmail !== undefined}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={missing.email && t`Enter your e-mail address.`}
      />
      <PasswordInput
        ref={passwordField}
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        autoFocus={fixedEmail !== undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing.password && t`Enter your password.`}
        visibilityToggleButtonProps={{
          'aria-label': t`Show or hide the password`,
          tabIndex: 0,
          'aria-hidden': false,
        }}
      />
      <Button type="submit" loading={busy} fullWidth>
        <Trans>Sign in</Trans>
      </Button>
    </form>
  );
}
