import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Problem } from '~/api/problem';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { CountedInput } from '~/ui/CountedInput';
import { Notice } from '~/ui/Notice';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Security.module.css';

const nameLength = 30;

/** Asks for a passkey's name. */
export function PasskeyName({
  title,
  lead,
  first,
  submitLabel,
  save,
  onClose,
}: {
  title: string;
  lead?: ReactNode;
  first: string;
  submitLabel: ReactNode;
  /** Resolves to false where it was not done and nothing is to be said of it; throws what is refused. */
  save: (name: string) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const top = useTopmost(true);
  const [name, setName] = useState(first);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);

  function wrong(words: string) {
    setError(words);
    field.current?.focus();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') return wrong(text.field({ code: 'required', message: '' }));
    if (countCharacters(name) > nameLength) return wrong(text.field({ code: 'too_long', message: '' }));
    setBusy(true);
    setProblem(undefined);
    try {
      if (await save(name.trim())) return onClose();
    } catch (cause) {
      const about = cause instanceof Problem ? cause.errors.find(isAboutName) : undefined;
      if (about) wrong(text.field(about));
      else setProblem(text.problem(cause));
    }
    setBusy(false);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      size={400}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        {lead && <p>{lead}</p>}
        {problem && <Notice tone="danger">{problem}</Notice>}
        <CountedInput
          ref={field}
          label={t`Name`}
          description={t`To tell it from your others.`}
          limit={nameLength}
          autoComplete="off"
          data-autofocus
          value={name}
          error={error}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <div className={classes.end}>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={busy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function isAboutName({ location }: { location: string }): boolean {
  return location === 'body.name';
}
