import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { Problem } from '~/api/problem';
import { useProved } from '~/features/session/useProved';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './Account.module.css';
import { askForEmail } from './api';

export function NewEmail({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const proved = useProved();
  const [email, setEmail] = useState('');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function wrong(words: string) {
    setError(words);
    field.current?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (email.trim() === '') return wrong(t`Enter the new e-mail address.`);
    setBusy(true);
    setProblem(undefined);
    try {
      if (await proved(() => askForEmail(email.trim()))) return onClose();
    } catch (cause) {
      const [about] = cause instanceof Problem ? cause.errors : [];
      if (about) wrong(text.field(about));
      else setProblem(text.problem(cause));
    }
    setBusy(false);
  }

  return (
    <form className={`${classes.narrow} ${classes.stack}`} onSubmit={submit} noValidate>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <TextInput
        ref={field}
        label={t`New e-mail address`}
        description={t`We send a code to your present address first, then one to the new address.`}
        type="email"
        name="email"
        autoComplete="email"
        autoFocus
        value={email}
        error={error}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          setError(undefined);
        }}
      />
      <div className={classes.actions}>
        <Button type="submit" loading={busy}>
          <Trans>Go on</Trans>
        </Button>
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
