import { useRef, useState } from 'react';
import type { Invited } from '~/api/types';
import { useAttempt } from '~/lib/useAttempt';
import { checkInvitees, invite } from './api';
import { fieldOf, inviteesOf, isBlank, mostInvitees, type Row } from './invitees';

/** Why one row cannot be invited. */
export type RowProblem = Pick<Invited, 'code' | 'location' | 'message'>;

/** A field of a row. */
export type Place = { key: number; field: 'name' | 'email' | 'roleIds' };

const noProblems: ReadonlyMap<number, RowProblem> = new Map();

/** The people that somebody is about to invite, and what the server says of each. */
export function useInvitees(organizationId: string) {
  const lastKey = useRef(1);
  const [rows, setRows] = useState<readonly Row[]>([{ key: 1, name: '', email: '' }]);
  const [forAll, setForAll] = useState<string[]>([]);
  const [problems, setProblems] = useState(noProblems);
  const attempt = useAttempt();
  const filled = rows.filter((row) => !isBlank(row));

  function made(row: Omit<Row, 'key'>): Row {
    lastKey.current += 1;
    return { ...row, key: lastKey.current };
  }

  function settle(keys: readonly number[]) {
    setProblems((before) => {
      if (!keys.some((key) => before.has(key))) return before;
      const after = new Map(before);
      for (const key of keys) after.delete(key);
      return after;
    });
  }

  /** Keeps what stands in the way with the rows and answers the first that something does. */
  function keep(of: readonly Row[], results: readonly Invited[]): Place | undefined {
    const found = new Map<number, RowProblem>();
    of.forEach((row, at) => {
      const result = results[at];
      if (row.unknownRoles) found.set(row.key, { code: 'unknown_roles', location: '.roleIds' });
      else if (result?.status === 'failed') found.set(row.key, result);
    });
    setProblems(found);
    const [first] = found;
    return first && { key: first[0], field: fieldOf(first[1].location) };
  }

  return {
    rows,
    filled,
    problems,
    forAll,
    setForAll(roleIds: string[]) {
      setForAll(roleIds);
      settle(rows.filter(({ roleIds: own }) => own === undefined).map(({ key }) => key));
    },
    change(key: number, change: Partial<Omit<Row, 'key'>>) {
      settle([key]);
      setRows((before) => before.map((row) => (row.key === key ? { ...row, ...change } : row)));
    },
    /** Adds an empty row below and answers its key. */
    addBlank(): number {
      const row = made({ name: '', email: '' });
      setRows((before) => [...before, row]);
      return row.key;
    },
    /** Adds what there is room for, in the place of empty rows, and answers how many there was none for. */
    add(added: readonly Omit<Row, 'key'>[]): number {
      const room = mostInvitees - filled.length;
      setRows([...filled, ...added.slice(0, room).map(made)]);
      return Math.max(0, added.length - room);
    },
    remove(keys: readonly number[]) {
      settle(keys);
      setRows((before) => {
        const left = before.filter(({ key }) => !keys.includes(key));
        return left.length > 0 ? left : [made({ name: '', email: '' })];
      });
    },
    /** Asks the server what would become of each, and answers the first that cannot be invited. */
    async check(): Promise<Place | undefined> {
      return keep(filled, await checkInvitees(organizationId, inviteesOf(filled, forAll)));
    },
    /** Invites those that nothing stands in the way of and answers how many it were; the others stay. */
    async send(of: readonly Row[]): Promise<number> {
      const body = inviteesOf(of, forAll);
      const results = await invite(organizationId, body, attempt([organizationId, body]).key);
      const gone = new Set(of.filter((_, at) => results[at]?.status === 'invited').map(({ key }) => key));
      const failed = of.flatMap((row, at) => {
        const result = results[at];
        return result?.status === 'failed' ? [[row.key, result] as const] : [];
      });
      setProblems((before) => new Map([...before, ...failed]));
      // The last ones stay in sight until the page is left.
      if (gone.size < filled.length) setRows(filled.filter(({ key }) => !gone.has(key)));
      return gone.size;
    },
  };
}

export type Invitees = ReturnType<typeof useInvitees>;
