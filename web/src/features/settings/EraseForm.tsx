import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import type { Blocker } from '~/api/types';
import { sessionQuery, useSession } from '~/features/session/session';
import { useProved } from '~/features/session/useProved';
import { useProblemText } from '~/lib/problemText';
import { home } from '~/paths';
import { CodeField } from '~/start/CodeField';
import { useMailedCode } from '~/start/useMailedCode';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { askErasure, confirmErasure } from './api';
import classes from './Settings.module.css';

/** A proof of who one is, the organization's name and a code by mail: only then it is erased. */
export function EraseForm({
  id,
  name,
  onBlocked,
}: {
  id: string;
  name: string;
  onBlocked: (blockers: readonly Blocker[]) => void;
}) {
  const text = useProblemText();
  const proved = useProved();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function ask() {
    setBusy(true);
    setError(undefined);
    try {
      if (await proved(() => askErasure(id))) setAsked(true);
    } catch (problem) {
      if (isProblem(problem, 'organization_in_use')) onBlocked(problem.blockers);
      else setError(text.problem(problem));
    }
    setBusy(false);
  }

  if (asked) return <Confirm id={id} name={name} onBlocked={onBlocked} />;
  return (
    <>
      {error && <Notice tone="danger">{error}</Notice>}
      <div className={classes.actions}>
        <Button className={classes.danger} loading={busy} onClick={() => void ask()}>
          <Trans>Erase this organization…</Trans>
        </Button>
      </div>
    </>
  );
}

function Confirm({
  id,
  name,
  onBlocked,
}: {
  id: string;
  name: string;
  onBlocked: (blockers: readonly Blocker[]) => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const { account } = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [wrongName, setWrongName] = useState<string>();
  const nameField = useRef<HTMLInputElement>(null);
  const code = useMailedCode({ confirm: erase, resend: () => askErasure(id) });

  async function erase(digits: string) {
    try {
      await confirmErasure(id, typed.trim(), digits);
    } catch (problem) {
      if (isProblem(problem, 'organization_in_use')) return onBlocked(problem.blockers);
      const about = problem instanceof Problem && problem.errors.find(isAboutName);
      if (about) return failName(text.field(about));
      throw problem;
    }
    await leave();
  }

  /** Out of what is not there any more, to where one starts. */
  async function leave() {
    const session = await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await router.navigate({ ...home(session), ignoreBlocker: true });
    toast({ tone: 'done', text: t`${name} is erased. Nobody reaches it any more.` });
    client.removeQueries({ predicate: ({ queryKey }) => queryKey.includes(id) });
    await client.invalidateQueries();
  }

  function failName(words: string) {
    setWrongName(words);
    nameField.current?.focus();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed.trim().normalize() !== name.normalize())
      return failName(t`This is not the organization's name. Type it as it is shown.`);
    code.submit();
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-busy={code.busy !== undefined}>
      <Notice tone="info">
        <Trans>
          A code has been sent to <strong>{account.email}</strong>. Nothing is erased before both fields are
          right.
        </Trans>
      </Notice>
      {code.problem && <Notice tone="danger">{code.problem}</Notice>}
      <TextInput
        ref={nameField}
        label={
          <Trans>
            Type <strong>{name}</strong> to confirm
          </Trans>
        }
        aria-label={t`Type ${name} to confirm`}
        autoComplete="off"
        autoFocus
        value={typed}
        error={wrongName}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setWrongName(undefined);
        }}
      />
      <CodeField
        label={t`Code`}
        description={t`Six digits, valid for ten minutes. Use the newest message.`}
        {...code.fieldProps}
      />
      <p role="status">
        {code.sent > 0 && <Trans>Another code is on its way. The one before no longer works.</Trans>}
      </p>
      <div className={classes.actions}>
        <Button
          type="submit"
          className={classes.danger}
          loading={code.busy === 'confirm'}
          disabled={code.busy === 'resend'}
        >
          <Trans>Erase for good</Trans>
        </Button>
        <Button
          variant="default"
          loading={code.busy === 'resend'}
          disabled={code.busy === 'confirm'}
          onClick={() => void code.again()}
        >
          <Trans>Send another code</Trans>
        </Button>
      </div>
    </form>
  );
}

function isAboutName({ location }: { location: string }): boolean {
  return location === 'body.name';
}
