import { useCallback, useMemo, useState } from 'react';
import { expandable, firstOpen, flatten, higherLevels, type Row, type Tree } from './tree';
import { type Found, searchTree } from './treeSearch';

export type TreeViewState = {
  tree: Tree;
  query: string;
  found: Found | undefined;
  rows: readonly Row[];
  /** Where the row of an organization is among the rows, while it is shown. */
  indexOf: (id: string) => number | undefined;
  /** The row that keys work on; -1 where there are no rows. */
  focusedIndex: number;
  /** A wish to bring that row into view and to put the focus on it, once it is shown. */
  wanted: { id: string } | undefined;
  setFocused: (id: string) => void;
  /** Opens what is above it, scrolls to it and puts the focus on it. */
  reveal: (id: string) => void;
  setOpen: (ids: readonly string[], open: boolean) => void;
  /** Opens what is above it. */
  open: (id: string) => void;
  openAll: () => void;
  closeAll: () => void;
};

const nothing: ReadonlySet<string> = new Set();

/** What is open, focused and found in a tree; a search shows what it found open without forgetting what was. */
export function useTreeView(tree: Tree, query: string, first?: string): TreeViewState {
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(
    () => new Set([...firstOpen(tree), ...(first === undefined ? [] : higherLevels(tree, first))]),
  );
  const [closedInSearch, setClosedInSearch] = useState(nothing);
  const [focused, setFocused] = useState(first ?? tree.highest);
  const [wanted, setWanted] = useState(first === undefined ? undefined : { id: first });

  const found = useMemo(() => searchTree(tree, query), [tree, query]);
  const searching = found !== undefined;
  const rows = useMemo(
    () =>
      flatten(
        tree,
        searching ? (id) => !closedInSearch.has(id) : (id) => openIds.has(id),
        searching ? found.kept : undefined,
      ),
    [tree, searching, found, openIds, closedInSearch],
  );
  const places = useMemo(() => new Map(rows.map(({ id }, index) => [id, index])), [rows]);

  const setOpen = useCallback(
    (ids: readonly string[], isOpen: boolean) => {
      if (searching) setClosedInSearch((before) => change(before, ids, !isOpen));
      else setOpenIds((before) => change(before, ids, isOpen));
    },
    [searching],
  );

  const openAbove = useCallback(
    (id: string) => {
      const above = higherLevels(tree, id);
      setOpenIds((before) => change(before, above, true));
      setClosedInSearch((before) => change(before, above, false));
    },
    [tree],
  );

  const reveal = useCallback(
    (id: string) => {
      openAbove(id);
      setFocused(id);
      setWanted({ id });
    },
    [openAbove],
  );

  return {
    tree,
    query,
    found,
    rows,
    indexOf: (id) => places.get(id),
    focusedIndex: focusedRow(tree, places, focused, rows.length),
    wanted,
    setFocused,
    reveal,
    setOpen,
    open: openAbove,
    openAll: () => (searching ? setClosedInSearch(nothing) : setOpenIds(new Set(expandable(tree)))),
    closeAll: () => {
      const keep = tree.highest === undefined ? [] : [tree.highest];
      if (searching) setClosedInSearch(change(new Set(expandable(tree)), keep, false));
      else setOpenIds(new Set(keep));
    },
  };
}

/** Where the focused one is not shown, the nearest level above it that is; else the first row. */
function focusedRow(
  tree: Tree,
  places: ReadonlyMap<string, number>,
  focused: string | undefined,
  count: number,
): number {
  for (const id of focused === undefined ? [] : [focused, ...higherLevels(tree, focused).reverse()]) {
    const index = places.get(id);
    if (index !== undefined) return index;
  }
  return count > 0 ? 0 : -1;
}

/** The same set where nothing changes, so that moving the focus lays nothing out again. */
function change(set: ReadonlySet<string>, ids: readonly string[], add: boolean): ReadonlySet<string> {
  if (ids.every((id) => set.has(id) === add)) return set;
  const next = new Set(set);
  for (const id of ids) {
    if (add) next.add(id);
    else next.delete(id);
  }
  return next;
}
