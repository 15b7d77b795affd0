import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useProblemText } from '~/lib/problemText';
import { StatusMark } from '~/ui/StatusMark';
import classes from './AddNumbers.module.css';
import type { Entry } from './entries';
import type { EntryState } from './useEntries';

/** The numbers put together so far, each with what the server says of it. */
export function EntryList({
  entries,
  state,
  onEdit,
  onRemove,
}: {
  entries: readonly Entry[];
  state: (key: number) => EntryState;
  onEdit: (entry: Entry) => void;
  onRemove: (key: number) => void;
}) {
  const { t } = useLingui();
  if (entries.length === 0) {
    return (
      <p className={classes.empty}>
        <Trans>The list is empty. Enter adds what is in the fields above.</Trans>
      </p>
    );
  }
  return (
    <ol className={classes.list} aria-label={t`Numbers in the list`}>
      {entries.map((entry) => (
        <EntryRow
          key={entry.key}
          entry={entry}
          state={state(entry.key)}
          onEdit={onEdit}
          onRemove={onRemove}
        />
      ))}
    </ol>
  );
}

function EntryRow({
  entry,
  state,
  onEdit,
  onRemove,
}: {
  entry: Entry;
  state: EntryState;
  onEdit: (entry: Entry) => void;
  onRemove: (key: number) => void;
}) {
  const { t } = useLingui();
  const { number } = entry;
  return (
    <li className={classes.entry} data-entry-invalid={state.errors.length > 0 || undefined}>
      <span className={classes.number}>{number === '' ? '—' : number}</span>
      <span className={classes.lettering}>{entry.lettering}</span>
      <span className={classes.state}>
        <EntryNotes state={state} />
      </span>
      <span className={classes.entryActions}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t`Edit ${number}`}
          onClick={() => onEdit(entry)}
        >
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t`Remove ${number}`}
          data-remove
          onClick={(event) => {
            // The focus stays in the list, where one may go on removing.
            const row = event.currentTarget.closest('li');
            const next = row?.nextElementSibling ?? row?.previousElementSibling;
            next?.querySelector<HTMLElement>('[data-remove]')?.focus();
            onRemove(entry.key);
          }}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </span>
    </li>
  );
}

function EntryNotes({ state }: { state: EntryState }) {
  const text = useProblemText();
  if (state.errors.length > 0) {
    return state.errors.map((note) => (
      <StatusMark key={note.location + note.code} tone="danger">
        {text.field(note)}
      </StatusMark>
    ));
  }
  if (!state.checked) {
    return (
      <span className={classes.checking}>
        <Trans>Checking…</Trans>
      </span>
    );
  }
  if (state.warnings.length > 0) {
    return state.warnings.map((note) => (
      <StatusMark key={note.location + note.code} tone="warn">
        {text.field(note)}
      </StatusMark>
    ));
  }
  return (
    <StatusMark tone="ok">
      <Trans>Can be added</Trans>
    </StatusMark>
  );
}
