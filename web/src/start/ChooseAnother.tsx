import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { answer, api } from '~/api/client';
import { isProblem, Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { NewPassword } from './NewPassword';
import { type AskedFactor, askedFactor, type Factor, SecondFactor } from './SecondFactor';
import { usePasswordText } from './usePasswordText';

/** The new password, and the second factor of an account that has one. Only success uses the link up. */
export function ChooseAnother({
  token,
  email,
  onSpent,
  onDone,
}: {
  token: string;
  email: string;
  onSpent: () => void;
  onDone: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const passwordText = usePasswordText();
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<AskedFactor>();
  const field = useRef<HTMLInputElement>(null);

  async function send(factor: Factor) {
    try {
      await answer(api.POST('/v1/password-reset/confirm', { body: { token, password, ...factor } }));
    } catch (cause) {
      if (isProblem(cause, 'link_spent')) return onSpent();
      throw cause;
    }
    onDone();
  }

  function wrong(words: string) {
    setError(words);
    field.current?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const broken = passwordText.check(password);
    if (broken) return wrong(broken);
    setBusy(true);
    setProblem(undefined);
    try {
      await send({});
    } catch (cause) {
      setBusy(false);
      if (isProblem(cause, 'second_factor_required')) return setAsked(askedFactor(cause));
      const [about] = cause instanceof Problem ? cause.errors : [];
      if (about?.location === 'body.password')
        return wrong(passwordText.ofCode(about.code) ?? text.field(about));
      setProblem(text.problem(cause));
    }
  }

  if (asked) {
    return (
      <SecondFactor
        asked={asked}
        submitLabel={<Trans>Save the password</Trans>}
        send={send}
        onBack={() => setAsked(undefined)}
      />
    );
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {/* For password managers: whose password it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPassword
        ref={field}
        label={t`New password`}
        name="password"
        autoFocus
        value={password}
        error={error}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
          setError(undefined);
        }}
      />
      <Button type="submit" loading={busy} fullWidth>
        <Trans>Save the password</Trans>
      </Button>
    </form>
  );
}
