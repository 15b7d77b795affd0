import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { answer, api } from '~/api/client';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';

/** Has a link mailed. Whether the address has an account nobody learns here. */
export function AskForReset({ again, onSent }: { again: boolean; onSent: (email: string) => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const [email, setEmail] = useState('');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const address = email.trim();
    // What is no address could have no account: said here, for the server answers all of them alike.
    if (!/^\S+@\S+$/.test(address)) {
      setError(address === '' ? t`Enter your e-mail address.` : t`This is not an e-mail address.`);
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await answer(api.POST('/v1/password-reset', { body: { email: address } }));
      onSent(address);
    } catch (cause) {
      setProblem(text.problem(cause));
      setBusy(false);
    }
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <TextInput
        ref={field}
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        value={email}
        error={error}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          setError(undefined);
        }}
      />
      <Button type="submit" loading={busy} fullWidth>
        {again ? <Trans>Send a new link</Trans> : <Trans>Send the link</Trans>}
      </Button>
    </form>
  );
}
