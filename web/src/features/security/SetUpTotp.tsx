import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { CodeField, codeLength } from '~/start/CodeField';
import { Copyable } from '~/ui/Copyable';
import { Notice } from '~/ui/Notice';
import { useTopmost } from '~/ui/useTopmost';
import { confirmTotp } from './api';
import { QrCode } from './QrCode';
import classes from './Security.module.css';

export type NewTotp = { secret: string; uri: string };

/** Gives the secret to an app, and makes sure by a code of it that it has arrived. */
export function SetUpTotp({
  setup: { secret, uri },
  onDone,
  onClose,
}: {
  setup: NewTotp;
  onDone: (recoveryCodes: string[]) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const top = useTopmost(true);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  function wrong(words: string) {
    setError(words);
    field.current?.focus();
    field.current?.select();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (code.length < codeLength) return wrong(t`Enter the six digits of the code.`);
    setBusy(true);
    setProblem(undefined);
    try {
      return onDone(await confirmTotp(code));
    } catch (cause) {
      if (isProblem(cause, 'wrong_code'))
        wrong(t`This is not the code that the app shows now. Check that the clock of its device is right.`);
      else if (!isProblem(cause, 'reauthentication_required')) setProblem(text.problem(cause));
    }
    setBusy(false);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Set up an authenticator app`}
      centered
      size={480}
      closeOnEscape={top}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        <ol className={classes.steps}>
          <li>
            <Trans>Scan this with the app.</Trans>
            <QrCode text={uri} label={t`QR code for the authenticator app`} />
          </li>
          <li>
            <Trans>Or enter this key by hand:</Trans>{' '}
            <Copyable value={secret} shown={secret.replace(/(.{4})(?=.)/g, '$1 ')} />
          </li>
          <li>
            <CodeField
              ref={field}
              label={t`Enter the code that the app shows`}
              data-autofocus
              value={code}
              error={error}
              onChange={(next) => {
                setCode(next);
                setError(undefined);
              }}
            />
          </li>
        </ol>
        {problem && <Notice tone="danger">{problem}</Notice>}
        <div className={classes.end}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={busy}>
            <Trans>Turn on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  );
}
