import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { type ClipboardEvent, type FormEvent, useRef, useState } from 'react';
import { Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { CountedInput } from '~/ui/CountedInput';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import type { RowLink } from '~/ui/table/types';
import { toast } from '~/ui/toast';
import { UnsavedWork } from '~/ui/UnsavedWork';
import classes from './AddNumbers.module.css';
import { EntryList } from './EntryList';
import { type Entry, isList, letteringLength, mostEntries, parseLines, tooLong } from './entries';
import './problems';
import { useEntries } from './useEntries';
import frame from './WayIn.module.css';

const nothing = { number: '', lettering: '' };

/** One billing number and a list of numbers, saved all or nothing. */
export function AddNumbers({ organizationId, done }: { organizationId: string; done: RowLink }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const list = useEntries(organizationId);
  const { entries, billing } = list;
  const [draft, setDraft] = useState(nothing);
  const [draftErrors, setDraftErrors] = useState<Partial<typeof nothing>>({});
  const [left, setLeft] = useState(0);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [needsBilling, setNeedsBilling] = useState(false);
  const billingField = useRef<HTMLInputElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const letteringField = useRef<HTMLInputElement>(null);
  const dirty =
    !saving && (entries.length > 0 || billing !== '' || draft.number !== '' || draft.lettering !== '');
  const words = (code: string) => text.field({ code, message: code });

  function addDraft(event: FormEvent) {
    event.preventDefault();
    setError(undefined);
    if (draft.number.trim() === '') return failDraft({ number: words('required') }, numberField.current);
    if (tooLong(draft.lettering)) return failDraft({ lettering: words('too_long') }, letteringField.current);
    add([draft]);
    setDraft(nothing);
    numberField.current?.focus();
  }

  function failDraft(errors: typeof draftErrors, field: HTMLInputElement | null) {
    setDraftErrors(errors);
    field?.focus();
  }

  function add(added: readonly Omit<Entry, 'key'>[]) {
    setDraftErrors({});
    setLeft(list.add(added));
  }

  function pasted(event: ClipboardEvent) {
    const content = event.clipboardData.getData('text');
    if (!isList(content)) return;
    event.preventDefault();
    add(parseLines(content));
  }

  /** Back into the fields, and what stands there into the list. */
  function edit(entry: Entry) {
    list.remove(entry.key);
    if (draft.number.trim() !== '') list.add([draft]);
    setDraft({ number: entry.number, lettering: entry.lettering });
    setDraftErrors({});
    numberField.current?.focus();
  }

  function remove(key: number) {
    list.remove(key);
    if (entries.length === 1) numberField.current?.focus();
  }

  async function save() {
    if (saving) return;
    setError(undefined);
    if (billing.trim() === '') {
      setNeedsBilling(true);
      billingField.current?.focus();
      return;
    }
    // What was typed and not added would be lost.
    if (draft.number.trim() !== '' || draft.lettering.trim() !== '' || entries.length === 0) {
      const message =
        draft.number.trim() === '' ? words('required') : t`Add it to the list first, or clear it.`;
      return failDraft({ number: message }, numberField.current);
    }
    setSaving(true);
    try {
      await list.save();
      const count = entries.length;
      toast({
        tone: 'done',
        text: t`${plural(count, { one: '# number is added.', other: '# numbers are added.' })}`,
      });
      await router.navigate(done);
    } catch (problem) {
      setSaving(false);
      refuse(problem);
    }
  }

  function refuse(problem: unknown) {
    const errors = problem instanceof Problem ? problem.errors : [];
    list.refuse(errors);
    setError(
      errors.length === 0
        ? text.problem(problem)
        : t`Nothing was saved. Correct what is marked, or remove it, and save again.`,
    );
    if (errors.some(({ location }) => location === 'body.billingNumber')) billingField.current?.focus();
    else document.querySelector<HTMLElement>('[data-entry-invalid] button')?.focus();
  }

  const billingError =
    billing.trim() === ''
      ? needsBilling
        ? words('required')
        : undefined
      : list.billingErrors.map(text.field)[0];
  const wrong = entries.filter(({ key }) => list.state(key).errors.length > 0).length;

  return (
    <>
      <Section title={t`Billing`}>
        <div className={frame.field}>
          <TextInput
            ref={billingField}
            label={t`Billing number`}
            description={t`The number that is charged for what these numbers send.`}
            required
            type="tel"
            autoComplete="off"
            className={frame.mono}
            value={billing}
            onChange={(event) => list.setBilling(event.currentTarget.value)}
            error={billingError}
          />
          {billing.trim() !== '' &&
            list.billingWarnings.map((note) => (
              <p key={note.code} className={frame.warning}>
                {text.field(note)}
              </p>
            ))}
        </div>
      </Section>
      <Section title={t`Numbers`}>
        <p className={classes.help}>
          <Trans>
            Paste many at once, one a line, each with its lettering after a tab or a comma. For more than
            1,000 <Link {...to.numberImports(organizationId)}>upload a file</Link>.
          </Trans>
        </p>
        <form className={classes.draft} onSubmit={addDraft} noValidate>
          <TextInput
            ref={numberField}
            label={t`Number`}
            type="tel"
            autoComplete="off"
            className={frame.mono}
            value={draft.number}
            onChange={(event) => setDraft({ ...draft, number: event.currentTarget.value })}
            onPaste={pasted}
            error={draftErrors.number}
          />
          <CountedInput
            ref={letteringField}
            label={t`Lettering`}
            limit={letteringLength}
            autoComplete="off"
            value={draft.lettering}
            onChange={(event) => setDraft({ ...draft, lettering: event.currentTarget.value })}
            error={draftErrors.lettering}
          />
          <Button type="submit" variant="default">
            <Trans>Add to the list</Trans>
          </Button>
        </form>
        {left > 0 && (
          <Notice tone="warn" title={t`Not all lines fit`}>
            <Plural
              value={left}
              one={`# line was left out: a list has at most ${mostEntries} numbers. Upload a file for more.`}
              other={`# lines were left out: a list has at most ${mostEntries} numbers. Upload a file for more.`}
            />
          </Notice>
        )}
        <EntryList entries={entries} state={list.state} onEdit={edit} onRemove={remove} />
        {list.checkError && <Notice tone="danger">{text.problem(list.checkError)}</Notice>}
      </Section>
      <div className={frame.footer}>
        {error && (
          <Notice tone="danger">
            {error}
            {list.others.map((note) => (
              <p key={note.location + note.code}>{text.field(note)}</p>
            ))}
          </Notice>
        )}
        <div className={frame.buttons}>
          <p className={frame.summary} role="status">
            {entries.length > 0 && (
              <Plural value={entries.length} one="# number in the list" other="# numbers in the list" />
            )}
            {wrong > 0 && (
              <>
                {' · '}
                <Plural value={wrong} one="# cannot be added like this" other="# cannot be added like this" />
              </>
            )}
          </p>
          <Button variant="default" onClick={() => router.navigate(done)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button loading={saving} onClick={() => void save()}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </div>
      <UnsavedWork unsaved={() => dirty} acrossPages />
    </>
  );
}
