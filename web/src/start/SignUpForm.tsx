import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type ChangeEvent, type FormEvent, useRef, useState } from 'react';
import { Problem } from '~/api/problem';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { CountedInput } from '~/ui/CountedInput';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { NewPassword } from './NewPassword';
import { usePasswordText } from './usePasswordText';

export type SignUpValues = { name: string; email: string; password: string };

type Field = keyof SignUpValues;

const fields: readonly Field[] = ['name', 'email', 'password'];

const nameLength = 20;

export function SignUpForm({
  values: first,
  onSubmit,
}: {
  values: SignUpValues;
  /** Throws what is refused. */
  onSubmit: (values: SignUpValues) => Promise<void>;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const passwordText = usePasswordText();
  const [values, setValues] = useState(first);
  const [errors, setErrors] = useState<Partial<Record<Field | 'form', string>>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  function change(field: Field) {
    return (event: ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [field]: value }));
      setErrors((before) => ({ ...before, [field]: undefined }));
    };
  }

  function fail(found: Partial<Record<Field | 'form', string>>) {
    setErrors(found);
    const at = fields.find((field) => found[field]);
    if (at) form.current?.querySelector<HTMLInputElement>(`[name="${at}"]`)?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const sent = { ...values, name: values.name.trim(), email: values.email.trim() };
    const found: Partial<Record<Field, string>> = {};
    if (sent.name === '') found.name = t`Enter your name.`;
    else if (countCharacters(sent.name) > nameLength) found.name = t`This is too long.`;
    if (sent.email === '') found.email = t`Enter your e-mail address.`;
    const wrong = passwordText.check(sent.password);
    if (wrong) found.password = wrong;
    if (Object.keys(found).length > 0) return fail(found);
    setErrors({});
    setBusy(true);
    try {
      await onSubmit(sent);
    } catch (problem) {
      fail(errorsOf(problem));
    } finally {
      setBusy(false);
    }
  }

  function errorsOf(problem: unknown) {
    const found: Partial<Record<Field | 'form', string>> = {};
    for (const error of problem instanceof Problem ? problem.errors : []) {
      const field = fields.find((name) => error.location === `body.${name}`);
      if (!field) continue;
      found[field] ??= (field === 'password' && passwordText.ofCode(error.code)) || text.field(error);
    }
    return Object.keys(found).length > 0 ? found : { form: text.problem(problem) };
  }

  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      {errors.form && <Notice tone="danger">{errors.form}</Notice>}
      <CountedInput
        label={t`Name`}
        description={t`As others see you.`}
        name="name"
        limit={nameLength}
        autoComplete="name"
        autoFocus
        value={values.name}
        onChange={change('name')}
        error={errors.name}
      />
      <TextInput
        label={t`E-mail`}
        description={t`We send a code to it. You sign in with it from then on.`}
        name="email"
        type="email"
        autoComplete="username"
        value={values.email}
        onChange={change('email')}
        error={errors.email}
      />
      <NewPassword
        label={t`Password`}
        name="password"
        value={values.password}
        onChange={change('password')}
        error={errors.password}
      />
      <Button type="submit" loading={busy} fullWidth>
        <Trans>Go on</Trans>
      </Button>
    </form>
  );
}
