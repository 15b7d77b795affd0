import type { Row, Tree } from './tree';

export type KeyMove =
  | { to: number }
  /** Show or hide what is below the row. */
  | { open: boolean }
  /** Show everything below the row's siblings, as `*` does. */
  | { openSiblings: true };

/** What a key does that moves through a tree from the row at that index; undefined where it does nothing. */
export function keyMove(rows: readonly Row[], index: number, key: string, page: number): KeyMove | undefined {
  const row = rows[index];
  if (!row) return rows.length > 0 ? { to: 0 } : undefined;
  switch (key) {
    case 'ArrowDown':
      return index + 1 < rows.length ? { to: index + 1 } : undefined;
    case 'ArrowUp':
      return index > 0 ? { to: index - 1 } : undefined;
    case 'ArrowRight':
      if (row.open === undefined) return undefined;
      return row.open ? { to: index + 1 } : { open: true };
    case 'ArrowLeft':
      if (row.open) return { open: false };
      return row.parent >= 0 ? { to: row.parent } : undefined;
    case 'Home':
      return { to: 0 };
    case 'End':
      return { to: rows.length - 1 };
    case 'PageDown':
      return { to: Math.min(rows.length - 1, index + page) };
    case 'PageUp':
      return { to: Math.max(0, index - page) };
    case '*':
      return { openSiblings: true };
    default:
      return undefined;
  }
}

/** The first consonant of a Hangul syllable, which Korean keyboards send while somebody types ahead. */
const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';

function beginsWith(name: string, typed: string): boolean {
  const text = name.normalize('NFC').toLowerCase();
  if (text.startsWith(typed)) return true;
  return [...typed].every((letter, at) => {
    const syllable = text.charCodeAt(at) - 0xac00;
    const initial = syllable >= 0 && syllable < 11_172 ? initials[Math.floor(syllable / 588)] : undefined;
    return text[at] === letter || initial === letter;
  });
}

/**
 * The next row whose name begins with what was typed. One letter, or the same one again, goes on to the row after;
 * more letters may stay where they are.
 */
export function typeAhead(tree: Tree, rows: readonly Row[], from: number, typed: string): number | undefined {
  const letters = typed.normalize('NFC').toLowerCase();
  const same = [...letters].every((letter) => letter === letters[0]);
  const wanted = same ? letters.slice(0, 1) : letters;
  for (let step = same ? 1 : 0; step <= rows.length; step++) {
    const index = (from + step) % rows.length;
    const name = tree.items.get(rows[index]?.id ?? '')?.name;
    if (name !== undefined && beginsWith(name, wanted)) return index;
  }
  return undefined;
}
