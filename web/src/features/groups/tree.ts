/** An organization in a hierarchy, as the API's trees have it. */
export type TreeItem = {
  organizationId: string;
  name: string;
  /** Null for the highest level. */
  parentId: string | null;
  /** Contracting or executing; null without a registration. */
  type: string | null;
  status: string;
};

/** How many levels a hierarchy may have, the highest included. */
export const maxDepth = 10;

/** A hierarchy that can be asked for what stands above and below. Nothing in it changes. */
export type Tree = {
  items: ReadonlyMap<string, TreeItem>;
  /** Absent where the tree has no organization yet. */
  highest: string | undefined;
  /** Those directly below, by name. */
  children: ReadonlyMap<string, readonly string[]>;
  /** The level of each, 1 for the highest. */
  depth: ReadonlyMap<string, number>;
  /** How many stand below each, on all levels. */
  below: ReadonlyMap<string, number>;
  /** How many levels each takes with those below it; 1 where nothing is. */
  levels: ReadonlyMap<string, number>;
};

const none: readonly string[] = [];

/**
 * Puts the items, in any order, into a tree with siblings in the order of `compare`. What hangs on nothing that is
 * among the items is left out.
 */
export function buildTree(
  list: readonly TreeItem[],
  compare: (a: TreeItem, b: TreeItem) => number = () => 0,
): Tree {
  const items = new Map<string, TreeItem>();
  const siblings = new Map<string, TreeItem[]>();
  let highest: string | undefined;
  for (const item of list) {
    items.set(item.organizationId, item);
    if (item.parentId === null) highest ??= item.organizationId;
    else {
      const others = siblings.get(item.parentId);
      if (others) others.push(item);
      else siblings.set(item.parentId, [item]);
    }
  }
  const children = new Map<string, readonly string[]>();
  for (const [parent, all] of siblings) {
    children.set(
      parent,
      all.sort(compare).map(({ organizationId }) => organizationId),
    );
  }

  const depth = new Map<string, number>();
  const preorder: string[] = [];
  const todo: [id: string, depth: number][] = highest === undefined ? [] : [[highest, 1]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [id, level] = next;
    depth.set(id, level);
    preorder.push(id);
    const kids = children.get(id) ?? none;
    for (let at = kids.length - 1; at >= 0; at--) todo.push([kids[at] as string, level + 1]);
  }

  const below = new Map<string, number>();
  const levels = new Map<string, number>();
  // From the last to the first, so that everything below is known before what is above.
  for (const id of preorder.reverse()) {
    let count = 0;
    let most = 0;
    for (const kid of children.get(id) ?? none) {
      count += 1 + (below.get(kid) ?? 0);
      most = Math.max(most, levels.get(kid) ?? 0);
    }
    below.set(id, count);
    levels.set(id, most + 1);
  }
  return { items, highest, children, depth, below, levels };
}

export function childrenOf(tree: Tree, id: string): readonly string[] {
  return tree.children.get(id) ?? none;
}

/** Those above, from the highest level down. */
export function higherLevels(tree: Tree, id: string): string[] {
  const found: string[] = [];
  for (let parent = parentOf(tree, id); parent !== undefined; parent = parentOf(tree, parent)) {
    found.push(parent);
  }
  return found.reverse();
}

export function parentOf(tree: Tree, id: string): string | undefined {
  return tree.items.get(id)?.parentId ?? undefined;
}

export function isBelow(tree: Tree, id: string, above: string): boolean {
  for (let parent = parentOf(tree, id); parent !== undefined; parent = parentOf(tree, parent)) {
    if (parent === above) return true;
  }
  return false;
}

/** It and everything below, higher levels first. */
export function withLowerLevels(tree: Tree, id: string): string[] {
  const found = [id];
  for (let at = 0; at < found.length; at++) found.push(...childrenOf(tree, found[at] as string));
  return found;
}

/** All that have something below them. */
export function expandable(tree: Tree): string[] {
  return [...tree.children.keys()].filter((id) => tree.items.has(id));
}

/** What is open when a tree is first shown: a small one whole, of a large one the level below the highest. */
export function firstOpen(tree: Tree): string[] {
  if (tree.items.size <= 60) return expandable(tree);
  return tree.highest === undefined ? [] : [tree.highest];
}

/** A line of the tree as it is shown. */
export type Row = {
  id: string;
  depth: number;
  /** 1 for the first among the siblings that are shown. */
  position: number;
  siblings: number;
  /** Whether those below are shown; undefined where nothing is below. */
  open: boolean | undefined;
  /** The index of the row above it in the hierarchy, -1 for the highest level. */
  parent: number;
  /** The index of the last row shown below it in the hierarchy; its own where none is. */
  last: number;
};

/** The lines from top to bottom. With `kept`, only those. */
export function flatten(tree: Tree, isOpen: (id: string) => boolean, kept?: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const shown = (ids: readonly string[]) => (kept ? ids.filter((id) => kept.has(id)) : ids);

  function add(ids: readonly string[], depth: number, parent: number) {
    for (const [at, id] of ids.entries()) {
      const index = rows.length;
      const kids = shown(childrenOf(tree, id));
      const open = kids.length === 0 ? undefined : isOpen(id);
      const row: Row = { id, depth, position: at + 1, siblings: ids.length, open, parent, last: index };
      rows.push(row);
      if (open) add(kids, depth + 1, index);
      row.last = rows.length - 1;
    }
  }
  add(tree.highest === undefined ? none : shown([tree.highest]), 1, -1);
  return rows;
}
