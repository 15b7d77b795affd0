import type { Invitee } from '~/api/types';

/** How many one save may have. */
export const mostInvitees = 10_000;

/** Somebody to invite as it was typed or pasted; `roleIds` undefined: the roles that are chosen for all. */
export type Row = {
  key: number;
  name: string;
  email: string;
  roleIds?: string[];
  /** Names of roles that were pasted and that the organization does not have. */
  unknownRoles?: string[];
};

/** One line of a list: a name, an address, and names of roles. */
export type Line = { name: string; email: string; roles: string[] };

/**
 * Reads a list of people as it comes from a sheet, a mail or an address book: `Name <a@b.c>`, `name, address`,
 * `address`, several of them with ; or , between, or cells with tabs, where a third one names roles. A header is left out.
 */
export function parsePeople(text: string): Line[] {
  const lines = text.split(/\r\n|[\r\n\u2028]/).flatMap(parseLine);
  return lines[0] && isHeader(lines[0]) ? lines.slice(1) : lines;
}

/** Whether that is a list, or somebody with name and address, rather than one field's text. */
export function isPeople(text: string): boolean {
  const trimmed = text.trim();
  const people = parsePeople(trimmed);
  const [first] = people;
  if (first === undefined) return false;
  return people.length > 1 || /[\t\r\n]/.test(trimmed) || (first.name !== '' && first.email !== '');
}

function parseLine(line: string): Line[] {
  const cells = cellsOf(line);
  if (cells.every((cell) => cell === '')) return [];
  if (line.includes('\t')) return [person(cells)];
  // `Kim <a@b.c>, Lee <d@e.f>` and `a@b.c; d@e.f` are several people on one line.
  return cells.filter((cell) => cell.includes('@')).length > 1 ? several(cells) : [person(cells)];
}

/** Names stand before their addresses. */
function several(cells: string[]): Line[] {
  const people: Line[] = [];
  let before: string[] = [];
  for (const cell of cells) {
    before.push(cell);
    if (!cell.includes('@')) continue;
    people.push(person(before));
    before = [];
  }
  return before.some((cell) => cell !== '') ? [...people, person(before)] : people;
}

function person(cells: string[]): Line {
  const at = cells.findIndex((cell) => cell.includes('@'));
  const holder = cells[at];
  // No address at all: what stands there is shown as it is, and refused for what is missing.
  if (holder === undefined)
    return { name: cells[0] ?? '', email: cells[1] ?? '', roles: rolesIn(cells.slice(2)) };
  const { name, email } = mailbox(holder);
  // What stands before the address is the name, a family name and a given name in cells of their own together.
  const before = cells.slice(0, at).filter((cell) => cell !== '');
  const after = cells.slice(at + 1);
  const named = [...before, name].filter((part) => part !== '').join(' ');
  if (named !== '') return { name: named, email, roles: rolesIn(after) };
  return { name: after[0] ?? '', email, roles: rolesIn(after.slice(1)) };
}

/** `Kim <kim@a.kr>`, `"Kim, Lead" <kim@a.kr>`, `kim@a.kr (Kim)`, `mailto:kim@a.kr`, `Kim kim@a.kr` and the address alone. */
function mailbox(cell: string): { name: string; email: string } {
  const [, named = '', within] = /^(.*?)[<＜]\s*(?:mailto:)?([^<>＜＞]*)[>＞].*$/.exec(cell) ?? [];
  if (within !== undefined) return { name: unquoted(named.trim()), email: within.trim() };
  const [, alone, comment] = /^(?:mailto:)?(\S+@\S+)\s*\((.*)\)$/.exec(cell) ?? [];
  if (alone !== undefined) return { name: comment?.trim() ?? '', email: alone };
  const [, spaced, last] = /^(.*\S)\s+(?:mailto:)?(\S+@\S+)$/.exec(cell) ?? [];
  if (last !== undefined) return { name: unquoted(spaced?.trim() ?? ''), email: last };
  return { name: '', email: cell.replace(/^mailto:/i, '') };
}

/** The cells of a line: at tabs, else at commas and semicolons, but not inside quotes or angle brackets. */
function cellsOf(line: string): string[] {
  const separators = line.includes('\t') ? '\t' : ',;，；、';
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  let bracketed = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === '<' || letter === '＜') bracketed = true;
    else if (letter === '>' || letter === '＞') bracketed = false;
    if (separators.includes(letter) && !quoted && !bracketed) {
      cells.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell].map((text) => unquoted(text.trim()));
}

function rolesIn(cells: string[]): string[] {
  return cells
    .flatMap((cell) => cell.split(/[;；]/).map((name) => name.trim()))
    .filter((name) => name !== '');
}

function unquoted(cell: string): string {
  return /^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell;
}

const headers = [
  'name',
  'email',
  'e-mail',
  '이름',
  '이메일',
  '名前',
  '氏名',
  'メール',
  'メールアドレス',
  'ชื่อ',
  'อีเมล',
];

function isHeader({ name, email }: Line): boolean {
  const words = [name, email].filter((word) => word !== '').map((word) => word.toLowerCase());
  return words.length > 0 && words.every((word) => headers.includes(word));
}

/** What was pasted as rows: names of roles become the organization's own. */
export function rowsOf(
  lines: readonly Line[],
  roles: readonly { id: string; name: string }[],
): Omit<Row, 'key'>[] {
  const byName = new Map(roles.map(({ id, name }) => [folded(name), id]));
  return lines.map(({ name, email, roles: named }) => {
    if (named.length === 0) return { name, email };
    const known = named.flatMap((role) => byName.get(folded(role)) ?? []);
    const unknownRoles = named.filter((role) => !byName.has(folded(role)));
    return {
      name,
      email,
      roleIds: [...new Set(known)],
      ...(unknownRoles.length > 0 ? { unknownRoles } : {}),
    };
  });
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

export function isBlank({ name, email }: Pick<Row, 'name' | 'email'>): boolean {
  return name.trim() === '' && email.trim() === '';
}

export function inviteesOf(rows: readonly Row[], forAll: readonly string[]): Invitee[] {
  return rows.map(({ name, email, roleIds }) => ({
    name: name.trim(),
    email: email.trim(),
    roleIds: [...(roleIds ?? forAll)],
  }));
}

/** The field of a row that a refusal is about. */
export function fieldOf(location: string | undefined): 'name' | 'email' | 'roleIds' {
  const field = /\.(name|email|roleIds)\b/.exec(location ?? '')?.[1];
  return field === 'name' || field === 'roleIds' ? field : 'email';
}
