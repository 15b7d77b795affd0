import type { NewNumbers } from '~/api/types';
import { countCharacters } from '~/lib/format';

/** How many numbers one save may have; a file may have more. */
export const mostEntries = 1000;
export const letteringLength = 20;

/** A number as somebody wrote it; the key stays with it while others come and go. */
export type Entry = { key: number; number: string; lettering: string };

/** One line of what somebody pastes: a number, and after a tab, comma or semicolon its lettering. */
function parseLine(line: string): Omit<Entry, 'key'> | undefined {
  const [, number = '', rest = ''] = /^([^\t,;]*)(?:[\t,;](.*))?$/.exec(line) ?? [];
  // Of a row copied from a sheet the second cell counts; what else stands there belongs to other columns.
  const lettering = (line.includes('\t') ? (rest.split('\t')[0] ?? '') : rest).trim();
  const found = { number: unquoted(number.trim()), lettering: unquoted(lettering) };
  return found.number === '' && found.lettering === '' ? undefined : found;
}

/** Lines of numbers, as they come from a sheet, a mail or a file. */
export function parseLines(text: string): Omit<Entry, 'key'>[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => parseLine(line) ?? []);
}

/** Whether that is a list rather than one field's text. */
export function isList(text: string): boolean {
  const trimmed = text.trim();
  return /[\r\n\t]/.test(trimmed) && parseLines(trimmed).length > 0;
}

function unquoted(cell: string): string {
  return /^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

export function bodyOf(billingNumber: string, entries: readonly Entry[]): NewNumbers {
  return {
    billingNumber: billingNumber.trim(),
    numbers: entries.map(({ number, lettering }) =>
      lettering.trim() === ''
        ? { number: number.trim() }
        : { number: number.trim(), lettering: lettering.trim() },
    ),
  };
}

export function tooLong(lettering: string): boolean {
  return countCharacters(lettering) > letteringLength;
}

/** Something said about a part of the list: which entry, and which of its fields. */
export type Located = { location: string; code: string; message: string };

/** Sorts what was said by the entries that it is about, by their keys as they stood in the request. */
export function sortByEntry(
  notes: readonly Located[],
  keys: readonly number[],
): { entries: Map<number, Located[]>; billing: Located[]; others: Located[] } {
  const entries = new Map<number, Located[]>();
  const billing: Located[] = [];
  const others: Located[] = [];
  for (const note of notes) {
    const at = /^body\.numbers\[(\d+)\]/.exec(note.location)?.[1];
    const key = at === undefined ? undefined : keys[Number(at)];
    if (key !== undefined) entries.set(key, [...(entries.get(key) ?? []), note]);
    else if (note.location === 'body.billingNumber') billing.push(note);
    else others.push(note);
  }
  return { entries, billing, others };
}
