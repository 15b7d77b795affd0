import { Trans, useLingui } from '@lingui/react/macro';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import type { Session } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { NewPassword } from './NewPassword';
import { passwordLength, passwordProblem, signIn } from './signIn';

type Errors = { email?: string; password?: string; newPassword?: string; form?: string };

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
  const [newPassword, setNewPassword] = useState('');
  // A temporary password was right, and is spent by the call that brings the one that replaces it.
  const [replacing, setReplacing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const newPasswordField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (replacing) newPasswordField.current?.focus();
  }, [replacing]);

  function check(): Errors {
    if (replacing) {
      const wrong = passwordProblem(newPassword);
      return wrong ? { newPassword: passwordText(wrong) } : {};
    }
    return {
      ...(email.trim() === '' ? { email: t`Enter your e-mail address.` } : {}),
      ...(password === '' ? { password: t`Enter your password.` } : {}),
    };
  }

  function passwordText(code: 'too_short' | 'too_long'): string {
    const { least, most } = passwordLength;
    return code === 'too_short' ? t`Use at least ${least} characters.` : t`Use at most ${most} characters.`;
  }

  function show(found: Errors) {
    setErrors(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else if (found.newPassword) newPasswordField.current?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = check();
    if (Object.keys(found).length > 0) return show(found);
    setErrors({});
    setBusy(true);
    try {
      onDone(await signIn(email.trim(), password, replacing ? newPassword : undefined));
    } catch (problem) {
      setBusy(false);
      refuse(problem);
    }
  }

  function refuse(problem: unknown) {
    if (isProblem(problem, 'password_change_required')) return setReplacing(true);
    const wrong = problem instanceof Problem ? problem.errors.find(isAboutNew) : undefined;
    if (replacing && wrong) {
      const { code } = wrong;
      return show({
        newPassword: code === 'too_short' || code === 'too_long' ? passwordText(code) : text.field(wrong),
      });
    }
    // Whatever else is refused is about the password that one signs in with.
    setErrors({ form: wrong ? text.field(wrong) : explain(problem) });
    if (replacing && isProblem(problem) && problem.status !== 0) setReplacing(false);
    passwordField.current?.focus();
    passwordField.current?.select();
  }

  function explain(problem: unknown): string {
    if (!isProblem(problem, 'too_many_attempts') || !problem.retryAfter) return text.problem(problem);
    const minutes = Math.ceil(problem.retryAfter / 60);
    return t`Too many wrong passwords. Try again in ${minutes} min.`;
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      {replacing && (
        <Notice tone="info" title={t`Your password is a temporary one`}>
          <Trans>Choose a password of your own to sign in with from now on.</Trans>
        </Notice>
      )}
      <TextInput
        ref={emailField}
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus={!fixedEmail}
        readOnly={fixedEmail !== undefined || replacing}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={errors.email}
      />
      {replacing ? (
        <NewPassword
          ref={newPasswordField}
          label={t`New password`}
          name="newPassword"
          value={newPassword}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
          error={errors.newPassword}
        />
      ) : (
        <PasswordInput
          ref={passwordField}
          label={t`Password`}
          name="password"
          autoComplete="current-password"
          autoFocus={fixedEmail !== undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errors.password}
          visibilityToggleButtonProps={{
            'aria-label': t`Show or hide the password`,
            tabIndex: 0,
            'aria-hidden': false,
          }}
        />
      )}
      <Button type="submit" loading={busy} fullWidth>
        {replacing ? <Trans>Save and sign in</Trans> : <Trans>Sign in</Trans>}
      </Button>
      {replacing && (
        <Button
          variant="subtle"
          fullWidth
          onClick={() => {
            setReplacing(false);
            setErrors({});
          }}
        >
          <Trans>Back</Trans>
        </Button>
      )}
    </form>
  );
}

function isAboutNew({ location }: { location: string }): boolean {
  return location === 'body.newPassword';
}
