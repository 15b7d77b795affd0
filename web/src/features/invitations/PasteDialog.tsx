import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { type Line, parsePeople } from './invitees';

/** A list of people as text, and how many are found in it. */
export function PasteDialog({
  onAdd,
  onClose,
}: {
  onAdd: (lines: readonly Line[]) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const lines = useMemo(() => parsePeople(typed), [typed]);

  function add() {
    if (lines.length === 0) return setError(t`There is nobody in it yet.`);
    onAdd(lines);
    onClose();
  }

  return (
    <ConfirmDialog
      opened
      title={t`Paste a list`}
      confirmLabel={t`Add to the list`}
      busy={false}
      error={error}
      onConfirm={add}
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t`People`}
        description={t`One a line: “Name <address>”, “Name, address” or an address alone. Cells of a spreadsheet work too; a third one names roles, with ; between several.`}
        rows={8}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setError(undefined);
          setTyped(event.currentTarget.value);
        }}
      />
      <p role="status">
        {lines.length === 0 ? (
          <Trans>Nobody found in it yet.</Trans>
        ) : (
          <Plural value={lines.length} one="# person found" other="# people found" />
        )}
      </p>
    </ConfirmDialog>
  );
}
