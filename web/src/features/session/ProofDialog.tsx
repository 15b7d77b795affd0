import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { answer, api } from '~/api/client';
import { useDeployment } from '~/api/deployment';
import { Problem } from '~/api/problem';
import { answerProof } from '~/api/proof';
import { answerByPasskey, canUsePasskeys } from '~/lib/passkey';
import { useProblemText } from '~/lib/problemText';
import { CodeField, codeLength } from '~/start/CodeField';
import { PasswordField } from '~/start/PasswordField';
import { Notice } from '~/ui/Notice';
import { useTopmost } from '~/ui/useTopmost';
import classes from './ProofDialog.module.css';
import { keepProof, securityQuery } from './security';
import { useSession } from './session';

type Way = 'password' | 'totp' | 'recovery_code' | 'passkey';

/** Asks once more who it is, over whatever is open; what waits for the answer then goes on. */
export function ProofDialog() {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Modal
      opened
      onClose={() => answerProof(false)}
      title={t`Confirm that it is you`}
      centered
      size={400}
      zIndex={340}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <ProofForm />
    </Modal>
  );
}

function ProofForm() {
  const { t } = useLingui();
  const text = useProblemText();
  const { account } = useSession();
  const { passkeys } = useDeployment();
  const { data: security } = useQuery(securityQuery);
  const [way, setWay] = useState<Way>('password');
  const [value, setValue] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  const has: Record<Way, boolean | undefined> = {
    password: security?.password.set ?? true,
    totp: security?.totp.enabled,
    passkey: passkeys && canUsePasskeys() && (security?.passkeys.length ?? 0) > 0,
    recovery_code: (security?.recoveryCodes.left ?? 0) > 0,
  };
  const words: Record<Way, ReactNode> = {
    password: <Trans>Use the password</Trans>,
    totp: <Trans>Use the authenticator app</Trans>,
    passkey: <Trans>Use a passkey</Trans>,
    recovery_code: <Trans>Use a recovery code</Trans>,
  };

  function turn(next: Way) {
    setWay(next);
    change('');
    setProblem(undefined);
  }

  function change(next: string) {
    setValue(next);
    setError(undefined);
  }

  async function prove() {
    if (way !== 'passkey') {
      return answer(
        api.POST('/v1/account/reauthentication', {
          body: way === 'password' ? { password: value } : { code: value.trim() },
        }),
      );
    }
    const passkey = await answerByPasskey(
      await answer(api.POST('/v1/account/reauthentication/passkey/options')),
    );
    return passkey && answer(api.POST('/v1/account/reauthentication', { body: { passkey } }));
  }

  function empty(): string | undefined {
    if (way === 'password' && value === '') return t`Enter your password.`;
    if (way === 'totp' && value.length < codeLength) return t`Enter the six digits of the code.`;
    if (way === 'recovery_code' && value.trim() === '') return t`Enter one of your recovery codes.`;
    return undefined;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    // React hands a dialog's events to the form that opened it, which this is not about.
    event.stopPropagation();
    if (busy) return;
    const missing = empty();
    if (missing) return fail(missing);
    setBusy(true);
    setProblem(undefined);
    try {
      const proof = await prove();
      if (proof) {
        keepProof(proof.until);
        return answerProof(true);
      }
    } catch (cause) {
      const [about] = cause instanceof Problem ? cause.errors : [];
      if (about && way !== 'passkey') fail(text.field(about));
      else setProblem(about ? text.field(about) : text.problem(cause));
    }
    setBusy(false);
  }

  function fail(words: string) {
    setError(words);
    field.current?.focus();
    field.current?.select();
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p className={classes.text}>
        <Trans>
          This concerns the safety of your account or cannot be undone. You are asked once in ten minutes.
        </Trans>
      </p>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <input type="email" name="email" autoComplete="username" value={account.email} readOnly hidden />
      {way === 'password' && (
        <PasswordField
          key="password"
          ref={field}
          label={t`Your password`}
          name="password"
          data-autofocus
          autoFocus
          value={value}
          error={error}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
      {way === 'totp' && (
        <CodeField
          key="totp"
          ref={field}
          label={t`Code`}
          description={t`The six digits that your authenticator app shows now.`}
          autoFocus
          value={value}
          error={error}
          onChange={change}
        />
      )}
      {way === 'recovery_code' && (
        <TextInput
          key="recovery"
          ref={field}
          label={t`Recovery code`}
          description={t`It is used up by this.`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={value}
          error={error}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
      <div className={classes.others}>
        {(Object.keys(words) as Way[])
          .filter((other) => other !== way && has[other])
          .map((other) => (
            <Button
              key={other}
              variant="subtle"
              size="compact-sm"
              disabled={busy}
              onClick={() => turn(other)}
            >
              {words[other]}
            </Button>
          ))}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => answerProof(false)}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" loading={busy} autoFocus={way === 'passkey'}>
          {way === 'passkey' ? words.passkey : <Trans>Confirm</Trans>}
        </Button>
      </div>
    </form>
  );
}
