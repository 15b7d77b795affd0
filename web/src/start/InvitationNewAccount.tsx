import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { Problem } from '~/api/problem';
import { countCharacters } from '~/lib/format';
import { CountedInput } from '~/ui/CountedInput';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { useInvitationProblem } from './invitationProblems';
import { NewPassword } from './NewPassword';
import { usePasswordText } from './usePasswordText';

const nameLength = 20;

type Field = 'name' | 'password';

/** For an address without an account: a name and a password make one, and a member at the same time. */
export function InvitationNewAccount({
  email,
  name,
  refuse,
  accept,
  decline,
}: {
  email: string;
  name: string;
  refuse: (problem: unknown) => boolean;
  accept: (who: { name: string; password: string }) => Promise<void>;
  decline: () => Promise<void>;
}) {
  const { t } = useLingui();
  const text = useInvitationProblem();
  const passwordText = usePasswordText();
  const [values, setValues] = useState<Record<Field, string>>({ name, password: '' });
  const [errors, setErrors] = useState<Partial<Record<Field | 'form', string>>>({});
  const [busy, setBusy] = useState<'accept' | 'decline'>();
  const form = useRef<HTMLFormElement>(null);

  function change(field: Field) {
    return (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    };
  }

  function fail(found: Partial<Record<Field | 'form', string>>) {
    setErrors(found);
    const at = (['name', 'password'] as const).find((field) => found[field]);
    if (at) form.current?.querySelector<HTMLInputElement>(`[name="${at}"]`)?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const found: Partial<Record<Field, string>> = {};
    if (values.name.trim() === '') found.name = t`Enter your name.`;
    else if (countCharacters(values.name) > nameLength) found.name = t`This is too long.`;
    const wrong = passwordText.check(values.password);
    if (wrong) found.password = wrong;
    if (Object.keys(found).length > 0) return fail(found);
    await run('accept', () => accept({ name: values.name.trim(), password: values.password }));
  }

  async function run(kind: 'accept' | 'decline', action: () => Promise<void>) {
    setErrors({});
    setBusy(kind);
    try {
      await action();
    } catch (problem) {
      setBusy(undefined);
      if (!refuse(problem)) fail(errorsOf(problem));
    }
  }

  function errorsOf(problem: unknown) {
    const found: Partial<Record<Field | 'form', string>> = {};
    for (const error of problem instanceof Problem ? problem.errors : []) {
      const field = (['name', 'password'] as const).find((known) => error.location === `body.${known}`);
      if (field)
        found[field] ??= (field === 'password' && passwordText.ofCode(error.code)) || text.field(error);
    }
    return Object.keys(found).length > 0 ? found : { form: text.problem(problem) };
  }

  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <TextInput
        label={t`E-mail`}
        description={t`You sign in with it from now on.`}
        name="email"
        type="email"
        autoComplete="username"
        readOnly
        value={email}
      />
      <CountedInput
        label={t`Name`}
        description={t`As others see you.`}
        name="name"
        limit={nameLength}
        autoComplete="name"
        value={values.name}
        onChange={change('name')}
        error={errors.name}
      />
      <NewPassword
        label={t`Password`}
        name="password"
        autoFocus
        value={values.password}
        onChange={change('password')}
        error={errors.password}
      />
      <Button type="submit" loading={busy === 'accept'} disabled={busy === 'decline'} fullWidth>
        <Trans>Create the account and join</Trans>
      </Button>
      <Button
        variant="subtle"
        color="gray"
        loading={busy === 'decline'}
        disabled={busy === 'accept'}
        fullWidth
        onClick={() => void run('decline', decline)}
      >
        <Trans>Decline</Trans>
      </Button>
    </form>
  );
}
