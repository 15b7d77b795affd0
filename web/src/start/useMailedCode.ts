import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { codeLength } from './CodeField';

/**
 * A code that was mailed to confirm one action: what is entered, what the server says of it, and another one where it
 * is asked for. `confirm` throws what is refused; `resend` mails another code.
 */
export function useMailedCode({
  confirm,
  resend,
}: {
  confirm: (code: string) => Promise<void>;
  resend: () => Promise<void>;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const field = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<'confirm' | 'resend'>();
  const [sent, setSent] = useState(0);

  function refuse(cause: unknown) {
    if (isProblem(cause, 'reauthentication_required')) return; // they chose not to answer
    if (isProblem(cause, 'wrong_code')) {
      const left = Number(cause.body.triesLeft);
      setError(
        Number.isFinite(left)
          ? t`This code is wrong. Tries left: ${left}.`
          : t`This code is wrong. Look at the newest message.`,
      );
      field.current?.focus();
      field.current?.select();
      return;
    }
    setProblem(text.problem(cause));
  }

  async function run(kind: 'confirm' | 'resend', action: () => Promise<void>) {
    setBusy(kind);
    setError(undefined);
    setProblem(undefined);
    try {
      await action();
      return true;
    } catch (cause) {
      refuse(cause);
      return false;
    } finally {
      setBusy(undefined);
    }
  }

  return {
    busy,
    /** What is wrong and belongs to no field. */
    problem,
    /** How many further codes were mailed. */
    sent,
    fieldProps: {
      ref: field,
      value: code,
      error,
      onChange(next: string) {
        setCode(next);
        setError(undefined);
      },
    },
    submit() {
      if (busy) return;
      if (code.length < codeLength) {
        setError(t`Enter the six digits of the code.`);
        field.current?.focus();
        return;
      }
      void run('confirm', () => confirm(code));
    },
    async again() {
      if (busy || !(await run('resend', resend))) return;
      setCode('');
      setSent((before) => before + 1);
      field.current?.focus();
    },
  };
}
