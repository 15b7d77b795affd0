import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { answer, api } from '~/api/client';
import { Problem } from '~/api/problem';
import type { SetUpLink } from '~/api/types';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';
import { NewPassword } from './NewPassword';
import { welcome } from './signIn';
import { takeToken } from './token';
import { usePasswordText } from './usePasswordText';

type Link =
  | { state: 'asking' }
  | { state: 'spent' }
  | { state: 'open'; link: SetUpLink }
  | { state: 'failed'; problem: unknown };

export function SetUpPage({ onEnter }: { onEnter: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const [token] = useState(takeToken);
  const [found, setFound] = useState<Link>({ state: token === '' ? 'spent' : 'asking' });
  const title = t`Set up your account`;
  useTitle(title);

  const look = useCallback(async () => {
    if (token === '') return;
    try {
      setFound({ state: 'open', link: await answer(api.POST('/v1/set-up/lookup', { body: { token } })) });
    } catch (problem) {
      // A link that is cut off is as useless as one that was used; only a lost connection is worth another try.
      const lost = problem instanceof Problem && (problem.status === 0 || problem.status >= 500);
      setFound(lost ? { state: 'failed', problem } : { state: 'spent' });
    }
  }, [token]);
  useEffect(() => void look(), [look]);

  if (found.state === 'asking') return <AuthCard title={title}>{null}</AuthCard>;
  if (found.state === 'spent') {
    return (
      <AuthCard title={t`This link no longer works`}>
        <div className={classes.form}>
          <p>
            <Trans>
              It has been used, replaced by a newer one, or has expired. Ask whoever sent it for a new one.
            </Trans>
          </p>
          <a href="/sign-in">
            <Trans>Go to sign-in</Trans>
          </a>
        </div>
      </AuthCard>
    );
  }
  if (found.state === 'failed') {
    return (
      <AuthCard title={title}>
        <div className={classes.form}>
          <Notice tone="danger">{text.problem(found.problem)}</Notice>
          <Button onClick={() => void look()}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      </AuthCard>
    );
  }
  const { link } = found;
  return (
    <AuthCard
      title={title}
      lead={
        link.purpose === 'first_staff' ? (
          <Trans>You become the first administrator of this platform.</Trans>
        ) : (
          <Trans>Choose a password to sign in with from now on.</Trans>
        )
      }
    >
      <SetUpForm
        token={token}
        asksWho={link.purpose === 'first_staff'}
        email={link.email ?? ''}
        name={link.name ?? ''}
        onEnter={onEnter}
      />
    </AuthCard>
  );
}

type Fields = 'email' | 'name' | 'password';

const nameLength = 20;

function SetUpForm({
  token,
  asksWho,
  email,
  name,
  onEnter,
}: {
  token: string;
  asksWho: boolean;
  email: string;
  name: string;
  onEnter: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const passwordText = usePasswordText();
  const [values, setValues] = useState<Record<Fields, string>>({ email, name, password: '' });
  const [errors, setErrors] = useState<Partial<Record<Fields | 'form', string>>>({});
  const [busy, setBusy] = useState(false);

  function change(field: Fields) {
    return (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    };
  }

  function fail(found: Partial<Record<Fields | 'form', string>>) {
    setErrors(found);
    const first = (['email', 'name', 'password'] as const).find((field) => found[field]);
    if (first) document.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found: Partial<Record<Fields, string>> = {};
    if (asksWho && values.email.trim() === '') found.email = t`Enter your e-mail address.`;
    if (asksWho && values.name.trim() === '') found.name = t`Enter your name.`;
    if (asksWho && countCharacters(values.name) > nameLength) found.name = t`This is too long.`;
    const wrong = passwordText.check(values.password);
    if (wrong) found.password = wrong;
    if (Object.keys(found).length > 0) return fail(found);

    setBusy(true);
    try {
      const who = asksWho ? { email: values.email.trim(), name: values.name.trim() } : {};
      await welcome(
        await answer(api.POST('/v1/set-up', { body: { token, password: values.password, ...who } })),
      );
      onEnter();
    } catch (problem) {
      setBusy(false);
      fail(errorsOf(problem));
    }
  }

  function errorsOf(problem: unknown) {
    const found: Partial<Record<Fields | 'form', string>> = {};
    for (const error of problem instanceof Problem ? problem.errors : []) {
      const field = error.location.replace(/^body\./, '');
      const words = field === 'password' ? passwordText.ofCode(error.code) : undefined;
      if (field in values) found[field as Fields] = words ?? text.field(error);
    }
    return Object.keys(found).length > 0 ? found : { form: text.problem(problem) };
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <TextInput
        label={t`E-mail`}
        name="email"
        type="email"
        autoComplete="username"
        readOnly={!asksWho}
        autoFocus={asksWho}
        value={values.email}
        onChange={change('email')}
        error={errors.email}
      />
      {asksWho && (
        <TextInput
          label={t`Name`}
          name="name"
          autoComplete="name"
          value={values.name}
          onChange={change('name')}
          error={errors.name}
        />
      )}
      <NewPassword
        label={t`Password`}
        name="password"
        autoFocus={!asksWho}
        value={values.password}
        onChange={change('password')}
        error={errors.password}
      />
      <Button type="submit" loading={busy} fullWidth>
        <Trans>Save and sign in</Trans>
      </Button>
    </form>
  );
}
