import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import type { Session } from '~/api/types';
import { canUsePasskeys } from '~/lib/passkey';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { NewPassword } from './NewPassword';
import { PasswordField } from './PasswordField';
import { type AskedFactor, askedFactor, type Factor, SecondFactor } from './SecondFactor';
import { signIn, signInByPasskey } from './signIn';
import { usePasswordText } from './usePasswordText';

type Errors = { email?: string; password?: string; newPassword?: string; form?: string };

/** `email` fixed: the session of that account has ended and nobody else may take over what it has open. */
export function SignInForm({
  email: fixedEmail,
  passkeys,
  links,
  onDone,
}: {
  email?: string;
  /** Whether the deployment has passkeys. */
  passkeys: boolean;
  /** Ways on for who cannot sign in. */
  links?: ReactNode;
  onDone: (session: Session) => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const passwordText = usePasswordText();
  const [email, setEmail] = useState(fixedEmail ?? '');
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  // A temporary password was right, and is spent by the call that brings the one that replaces it.
  const [replacing, setReplacing] = useState(false);
  const [asked, setAsked] = useState<AskedFactor>();
  const [busy, setBusy] = useState<'password' | 'passkey'>();
  const [errors, setErrors] = useState<Errors>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const newPasswordField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (replacing) newPasswordField.current?.focus();
  }, [replacing]);

  function check(): Errors {
    if (replacing) {
      const wrong = passwordText.check(newPassword);
      return wrong ? { newPassword: wrong } : {};
    }
    return {
      ...(email.trim() === '' ? { email: t`Enter your e-mail address.` } : {}),
      ...(password === '' ? { password: t`Enter your password.` } : {}),
    };
  }

  function show(found: Errors) {
    setErrors(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else if (found.newPassword) newPasswordField.current?.focus();
  }

  async function send(factor: Factor) {
    const replacement = replacing ? { newPassword } : {};
    onDone(await signIn({ email: email.trim(), password, ...replacement, ...factor }));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const found = check();
    if (Object.keys(found).length > 0) return show(found);
    setErrors({});
    setBusy('password');
    try {
      await send({});
    } catch (problem) {
      setBusy(undefined);
      refuse(problem);
    }
  }

  async function byPasskey() {
    setErrors({});
    setBusy('passkey');
    try {
      const session = await signInByPasskey();
      if (session) return onDone(session);
    } catch (problem) {
      setErrors({ form: text.problem(problem) });
    }
    setBusy(undefined);
  }

  function refuse(problem: unknown) {
    if (isProblem(problem, 'second_factor_required')) return setAsked(askedFactor(problem));
    if (isProblem(problem, 'password_change_required')) return setReplacing(true);
    const wrong = problem instanceof Problem ? problem.errors.find(isAboutNew) : undefined;
    if (replacing && wrong)
      return show({ newPassword: passwordText.ofCode(wrong.code) ?? text.field(wrong) });
    // Whatever else is refused is about the password that one signs in with.
    setErrors({ form: wrong ? text.field(wrong) : text.problem(problem) });
    if (replacing && isProblem(problem) && problem.status !== 0) setReplacing(false);
    passwordField.current?.focus();
    passwordField.current?.select();
  }

  if (asked) {
    return (
      <SecondFactor
        asked={asked}
        submitLabel={<Trans>Sign in</Trans>}
        send={send}
        onBack={() => {
          setAsked(undefined);
          setReplacing(false);
          setPassword('');
        }}
      />
    );
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
        <PasswordField
          ref={passwordField}
          label={t`Password`}
          name="password"
          autoFocus={fixedEmail !== undefined}
          data-autofocus={fixedEmail !== undefined || undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errors.password}
        />
      )}
      <Button type="submit" loading={busy === 'password'} disabled={busy === 'passkey'} fullWidth>
        {replacing ? <Trans>Save and sign in</Trans> : <Trans>Sign in</Trans>}
      </Button>
      {replacing ? (
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
      ) : (
        passkeys &&
        canUsePasskeys() && (
          <Button
            variant="default"
            loading={busy === 'passkey'}
            disabled={busy === 'password'}
            fullWidth
            onClick={() => void byPasskey()}
          >
            <Trans>Sign in with a passkey</Trans>
          </Button>
        )
      )}
      {!replacing && links}
    </form>
  );
}

function isAboutNew({ location }: { location: string }): boolean {
  return location === 'body.newPassword';
}
