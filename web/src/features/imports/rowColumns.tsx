import { Trans } from '@lingui/react/macro';
import type { ImportRow } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';
import type { Column } from '~/ui/table/DataTable';
import classes from './rowColumns.module.css';

// The cells come by name; this is the order in which a file usually has them, its row's name first.
const fileOrder = [
  'name',
  'email',
  'roles',
  'number',
  'lettering',
  'billing_number',
  'organization_id',
  'key',
  'parent_key',
  'classification',
  'type',
  'client_classification',
  'address',
  'control_organization_integrated',
  'registered_organization_key',
  'representative_name',
  'main_phone',
  'business_registration_number',
];

/** Numbers, keys and IDs, which are read digit by digit. */
const codes = new Set([
  'number',
  'billing_number',
  'organization_id',
  'key',
  'parent_key',
  'registered_organization_key',
  'main_phone',
  'business_registration_number',
]);

/** The columns by which one knows a row: an organization's name, a number. */
const titles = ['name', 'number'];

export function rowTitle(row: ImportRow): string | undefined {
  return titles.map((name) => row.cells[name]).find((cell) => cell !== undefined);
}

/**
 * The file's columns, with what the server says about a cell beside it, in the words that the file of failed rows has.
 * Columns in which something is wrong come right after the row's name and key, so that nobody has to scroll for the reason.
 */
export function rowColumns(rows: readonly ImportRow[], status: string): Column<ImportRow>[] {
  const present = new Set(rows.flatMap((row) => Object.keys(row.cells ?? {})));
  const wrong = new Set(rows.flatMap((row) => (row.errors ?? []).map(({ column }) => column)));
  const ordered = [
    ...fileOrder.filter((name) => present.has(name)),
    ...[...present].filter((name) => !fileOrder.includes(name)),
  ];
  const title = (name: string) => name === 'key' || titles.includes(name);
  const names = [
    ...ordered.filter(title),
    ...ordered.filter((name) => !title(name) && wrong.has(name)),
    ...ordered.filter((name) => !title(name) && !wrong.has(name)),
  ];
  return [
    {
      id: 'line',
      label: '#',
      shown: true,
      cell: (row) => <span className="mono">{row.line}</span>,
    },
    {
      id: 'status',
      label: status,
      shown: true,
      cell: (row) => <RowStatusMark row={row} names={names} />,
    },
    ...names.map((name) => ({
      id: `cell:${name}`,
      label: name,
      title: titles.includes(name),
      shown: true,
      cell: (row: ImportRow) => <Cell row={row} name={name} />,
    })),
  ];
}

function RowStatusMark({ row, names }: { row: ImportRow; names: string[] }) {
  // What is wrong with the row as a whole has no cell to stand beside; that it is there already, the status says.
  const notes = [...(row.errors ?? []), ...(row.warnings ?? [])].filter(
    ({ column, code }) => !names.includes(column) && code !== 'unchanged',
  );
  return (
    <>
      {row.status === 'add' && (
        <StatusMark tone="ok">
          <Trans>Added</Trans>
        </StatusMark>
      )}
      {row.status === 'skip' && (
        <StatusMark tone="neutral">
          <Trans>Skipped: it is there already</Trans>
        </StatusMark>
      )}
      {row.status === 'invalid' && (
        <StatusMark tone="danger">
          <Trans>Invalid</Trans>
        </StatusMark>
      )}
      {notes.map((note) => (
        <span key={`${note.column} ${note.code}`} className={classes.error}>
          {note.message}
        </span>
      ))}
    </>
  );
}

function Cell({ row, name }: { row: ImportRow; name: string }) {
  const value = row.cells?.[name] ?? '';
  const errors = (row.errors ?? []).filter(({ column }) => column === name);
  const warnings = (row.warnings ?? []).filter(({ column }) => column === name);
  return (
    <>
      {value === '' ? (
        <span aria-hidden>—</span>
      ) : (
        <span className={codes.has(name) ? 'mono' : undefined}>{value}</span>
      )}
      {errors.map((note) => (
        <span key={note.code} className={classes.error}>
          {note.message}
        </span>
      ))}
      {warnings.map((note) => (
        <span key={note.code} className={classes.warning}>
          {note.message}
        </span>
      ))}
    </>
  );
}
