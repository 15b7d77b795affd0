import type { Row } from './tree';

export type Pinned = {
  index: number;
  /** Pixels by which the end of what is below pushes it upward: zero or negative. */
  shift: number;
};

/**
 * The levels above what is at the top of the view, one a slot from the top down, once they have been scrolled out of
 * it: they stay pinned there, so that one always sees where one is.
 */
export function pinnedLevels(rows: readonly Row[], scrollTop: number, rowHeight: number): Pinned[] {
  const pinned: Pinned[] = [];
  for (let slot = 0; ; slot++) {
    const top = Math.max(0, scrollTop) + slot * rowHeight;
    const index = ancestorAt(rows, Math.floor(top / rowHeight), slot + 1);
    const row = index === undefined ? undefined : rows[index];
    if (index === undefined || !row?.open || index * rowHeight >= top) break;
    // What is below the slot may belong to another branch already.
    if (slot > 0 && row.parent !== pinned[slot - 1]?.index) break;
    pinned.push({ index, shift: Math.min(0, (row.last + 1) * rowHeight - top - rowHeight) });
  }
  return pinned;
}

/** The index of the row itself, or of the one above it, that is on that level. */
function ancestorAt(rows: readonly Row[], at: number, depth: number): number | undefined {
  let index = at;
  for (let row = rows[index]; row; row = rows[index]) {
    if (row.depth === depth) return index;
    if (row.depth < depth) return undefined;
    index = row.parent;
  }
  return undefined;
}

/** Where to scroll so that a row stands in the view, below the levels that are then pinned above it. */
export function scrollTopFor(
  rows: readonly Row[],
  index: number,
  view: { scrollTop: number; height: number },
  rowHeight: number,
): number {
  const row = rows[index];
  if (!row) return view.scrollTop;
  const highest = Math.max(0, (index - (row.depth - 1)) * rowHeight);
  const lowest = (index + 1) * rowHeight - view.height;
  return Math.max(Math.min(view.scrollTop, highest), Math.min(lowest, highest));
}
