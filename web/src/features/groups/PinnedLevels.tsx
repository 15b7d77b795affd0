import { type ReactNode, useLayoutEffect, useState } from 'react';
import { type Pinned, pinnedLevels } from './pinned';
import classes from './TreeView.module.css';
import type { Row } from './tree';

/**
 * The levels above what is in view. They repeat rows that a screen reader finds in the tree itself, and which keys
 * reach there: here they are for the eye and the pointer only.
 */
export function PinnedLevels({
  scroller,
  rows,
  rowHeight,
  render,
}: {
  /** Null before it is there. */
  scroller: HTMLElement | null;
  rows: readonly Row[];
  rowHeight: number;
  render: (row: Row) => ReactNode;
}) {
  const [pinned, setPinned] = useState<readonly Pinned[]>([]);

  useLayoutEffect(() => {
    if (!scroller) return;
    const update = () => {
      const next = pinnedLevels(rows, scroller.scrollTop, rowHeight);
      setPinned((before) => (same(before, next) ? before : next));
    };
    update();
    scroller.addEventListener('scroll', update, { passive: true });
    return () => scroller.removeEventListener('scroll', update);
  }, [scroller, rows, rowHeight]);

  return (
    <div className={classes.pinned} aria-hidden>
      {pinned.map(({ index, shift }, slot) => {
        const row = rows[index];
        return (
          row && (
            <div
              key={row.id}
              className={classes.pinnedRow}
              data-last={slot === pinned.length - 1 || undefined}
              // The upper ones cover what is pushed out below them.
              style={{ top: slot * rowHeight + shift, height: rowHeight, zIndex: pinned.length - slot }}
            >
              {render(row)}
            </div>
          )
        );
      })}
    </div>
  );
}

function same(a: readonly Pinned[], b: readonly Pinned[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ index, shift }, at) => index === b[at]?.index && shift === b[at]?.shift)
  );
}
