import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { isProblem, type Problem } from '~/api/problem';
import { answerByPasskey, type Ceremony, canUsePasskeys, type PasskeyAnswer } from '~/lib/passkey';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import classes from './AuthCard.module.css';
import { CodeField } from './CodeField';

export type Factor = { code?: string; passkey?: PasskeyAnswer };

type Way = 'totp' | 'recovery_code' | 'passkey';

/** What an answer of second_factor_required offers. */
export type AskedFactor = { methods: readonly Way[]; passkey: Ceremony | undefined };

export function askedFactor({ body }: Problem): AskedFactor {
  return {
    methods: (Array.isArray(body.methods) ? body.methods : []) as Way[],
    passkey: body.passkey as Ceremony | undefined,
  };
}

// What is at hand comes first; a recovery code is used up by it.
const order: readonly Way[] = ['totp', 'passkey', 'recovery_code'];

/** Asks for the second factor, after the first one was right. */
export function SecondFactor({
  asked,
  submitLabel,
  send,
  onBack,
}: {
  asked: AskedFactor;
  submitLabel: ReactNode;
  /** Sends all of it with the factor and throws what is refused; without a factor, to be asked anew. */
  send: (factor: Factor) => Promise<void>;
  onBack: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const ways = order.filter((way) => asked.methods.includes(way) && (way !== 'passkey' || canUsePasskeys()));
  const [way, setWay] = useState<Way | undefined>(ways[0]);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  // A challenge is answered once: after a try there has to be another.
  const challenge = useRef(asked.passkey);
  const field = useRef<HTMLInputElement>(null);

  function turn(next: Way) {
    setWay(next);
    setCode('');
    setError(undefined);
    setProblem(undefined);
  }

  async function attempt(action: () => Promise<void>) {
    setBusy(true);
    setError(undefined);
    setProblem(undefined);
    try {
      await action();
    } catch (cause) {
      if (!isProblem(cause, 'invalid_code') || way === 'passkey') return setProblem(text.problem(cause));
      setError(t`This code is wrong, or it was used already.`);
      field.current?.focus();
      field.current?.select();
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    if (way === 'passkey') return void attempt(byPasskey);
    if (code.trim() === '' || (way === 'totp' && code.length < 6)) {
      setError(way === 'totp' ? t`Enter the six digits of the code.` : t`Enter one of your recovery codes.`);
      field.current?.focus();
      return;
    }
    void attempt(() => send({ code: code.trim() }));
  }

  async function byPasskey() {
    const ceremony = challenge.current ?? (await askAnew());
    challenge.current = ceremony;
    const passkey = ceremony && (await answerByPasskey(ceremony));
    if (!passkey) return;
    challenge.current = undefined;
    await send({ passkey });
  }

  async function askAnew(): Promise<Ceremony | undefined> {
    try {
      await send({});
    } catch (cause) {
      if (isProblem(cause, 'second_factor_required')) return askedFactor(cause).passkey;
      throw cause;
    }
  }

  const words: Record<Way, ReactNode> = {
    totp: <Trans>Use the authenticator app</Trans>,
    recovery_code: <Trans>Use a recovery code</Trans>,
    passkey: <Trans>Use a passkey</Trans>,
  };

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {way === undefined && (
        <Notice tone="warn">
          <Trans>
            This account signs in with a passkey as well, and this browser cannot use one. Sign in with
            another browser.
          </Trans>
        </Notice>
      )}
      {way === 'totp' && (
        <CodeField
          key="totp"
          ref={field}
          label={t`Code`}
          description={t`The six digits that your authenticator app shows now.`}
          autoFocus
          data-autofocus
          value={code}
          error={error}
          onChange={(next) => {
            setCode(next);
            setError(undefined);
          }}
        />
      )}
      {way === 'recovery_code' && (
        <TextInput
          key="recovery"
          ref={field}
          label={t`Recovery code`}
          description={t`One of those that you stored when you set up the second factor. Each works once.`}
          name="recoveryCode"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={code}
          error={error}
          onChange={(event) => {
            setCode(event.currentTarget.value);
            setError(undefined);
          }}
        />
      )}
      {way && (
        <Button type="submit" loading={busy} fullWidth autoFocus={way === 'passkey'}>
          {way === 'passkey' ? words.passkey : submitLabel}
        </Button>
      )}
      <div className={classes.others}>
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="subtle" disabled={busy} onClick={() => turn(other)}>
              {words[other]}
            </Button>
          ))}
        <Button variant="subtle" color="gray" disabled={busy} onClick={onBack}>
          <Trans>Back</Trans>
        </Button>
      </div>
    </form>
  );
}
