import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Role } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { InviteeRow, type RowActions } from './InviteeRow';
import classes from './InvitePage.module.css';
import type { Line, Row } from './invitees';
import { RowRolesDialog } from './RowRolesDialog';
import type { Invitees, Place } from './useInvitees';

/** How many rows are shown at once: thousands of fields would make typing slow. */
const pageSize = 50;

/** What is wrong with a list of nobody. */
const nothing = { code: 'required', location: '.name' };

/** The list of people as fields that one types into, a page at a time. */
export function InviteeRows({
  organizationId,
  list,
  roles,
  missing,
  wanted,
  onPaste,
  onTyped,
}: {
  organizationId: string;
  list: Invitees;
  roles: readonly Role[] | undefined;
  /** The first row is empty, and there is no other. */
  missing: boolean;
  wanted: Place | undefined;
  onPaste: (lines: readonly Line[]) => void;
  onTyped: () => void;
}) {
  const { t, i18n } = useLingui();
  const { rows, problems } = list;
  const [page, setPage] = useState(0);
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [rolesOf, setRolesOf] = useState<Row>();
  const [next, setNext] = useState<Place>();
  const frame = useRef<HTMLOListElement>(null);
  const narrowed = onlyWrong && problems.size > 0;
  const listed = narrowed ? rows.filter(({ key }) => problems.has(key)) : rows;
  const pages = Math.max(1, Math.ceil(listed.length / pageSize));
  const at = Math.min(page, pages - 1);
  const shown = listed.slice(at * pageSize, (at + 1) * pageSize);

  useEffect(() => setNext(wanted), [wanted]);

  // The row comes into sight first, and gets the focus once it is there.
  useEffect(() => {
    if (next === undefined) return;
    const field = frame.current?.querySelector<HTMLElement>(
      `[data-row="${next.key}"] [data-field="${next.field}"]`,
    );
    if (field) {
      field.focus();
      setNext(undefined);
      return;
    }
    const place = rows.findIndex(({ key }) => key === next.key);
    if (place < 0) return setNext(undefined);
    setOnlyWrong(false);
    setPage(Math.floor(place / pageSize));
  }, [next, rows]);

  function below(key: number) {
    const following = rows[rows.findIndex((row) => row.key === key) + 1];
    setNext({ key: following?.key ?? list.addBlank(), field: 'name' });
  }

  function remove(key: number) {
    const place = listed.findIndex((row) => row.key === key);
    const neighbour = listed[place + 1] ?? listed[place - 1];
    list.remove([key]);
    if (neighbour) setNext({ key: neighbour.key, field: 'name' });
  }

  // The same functions for as long as the list is open: a row is drawn anew when something about it has changed.
  const latest = useRef<RowActions>(undefined);
  useEffect(() => {
    latest.current = {
      change(key, change) {
        onTyped();
        list.change(key, change);
      },
      paste: onPaste,
      roles: setRolesOf,
      below,
      remove,
      resent: (key) => list.remove([key]),
    };
  });
  const actions = useMemo(
    (): RowActions => ({
      change: (key, change) => latest.current?.change(key, change),
      paste: (lines) => latest.current?.paste(lines),
      roles: (row) => latest.current?.roles(row),
      below: (key) => latest.current?.below(key),
      remove: (key) => latest.current?.remove(key),
      resent: (key) => latest.current?.resent(key),
    }),
    [],
  );

  const from = formatNumber(at * pageSize + 1, i18n.locale);
  const to = formatNumber(at * pageSize + shown.length, i18n.locale);
  const of = formatNumber(listed.length, i18n.locale);
  return (
    <>
      {problems.size > 0 && (
        <div className={classes.summary} role="status">
          <span>
            <Plural
              value={problems.size}
              one="# row cannot be invited like this"
              other="# rows cannot be invited like this"
            />
          </span>
          <Checkbox
            size="xs"
            label={t`Show only these`}
            checked={narrowed}
            onChange={(event) => {
              setOnlyWrong(event.currentTarget.checked);
              setPage(0);
            }}
          />
        </div>
      )}
      <ol className={classes.list} ref={frame} aria-label={t`People to invite`}>
        {shown.map((row, place) => (
          <InviteeRow
            key={row.key}
            row={row}
            number={narrowed ? rows.indexOf(row) + 1 : at * pageSize + place + 1}
            organizationId={organizationId}
            roles={roles}
            problem={problems.get(row.key) ?? (missing && row === rows[0] ? nothing : undefined)}
            actions={actions}
          />
        ))}
      </ol>
      <div className={classes.add}>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setNext({ key: list.addBlank(), field: 'name' })}
        >
          <Trans>Add a row</Trans>
        </Button>
        {pages > 1 && (
          <div className={classes.pages}>
            <span>
              <Trans>
                {from}–{to} of {of}
              </Trans>
            </span>
            <Button variant="default" size="xs" disabled={at === 0} onClick={() => setPage(at - 1)}>
              <Trans>Previous</Trans>
            </Button>
            <Button variant="default" size="xs" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
              <Trans>Next</Trans>
            </Button>
          </div>
        )}
      </div>
      {rolesOf && (
        <RowRolesDialog
          organizationId={organizationId}
          row={rolesOf}
          onClose={() => setRolesOf(undefined)}
          onChoose={(roleIds) => {
            list.change(rolesOf.key, { roleIds, unknownRoles: undefined });
            setRolesOf(undefined);
          }}
        />
      )}
    </>
  );
}
