import { flatten, type Tree } from './tree';

/** What the switcher offers at its first level: the platform, an own organization, or one that staff found. */
export type SwitcherRoot = {
  id: string;
  name: string;
  kind: 'platform' | 'own' | 'other';
  /** How many organizations stand below it; they are loaded when it is opened. */
  below: number;
  /** What stands below it, itself included, once that is loaded. */
  tree?: Tree;
  /** Where a search found it or something below it: what to show of its tree. */
  kept?: ReadonlySet<string>;
};

export type SwitcherRow =
  | { kind: 'heading'; key: string; of: SwitcherRoot['kind'] }
  | { kind: 'loading'; key: string; depth: number }
  | {
      kind: 'organization';
      key: string;
      id: string;
      name: string;
      root: SwitcherRoot;
      depth: number;
      position: number;
      siblings: number;
      open: boolean | undefined;
    };

/** The lines of the switcher: each kind under its heading, and below an open organization what stands below it. */
export function switcherRows(
  roots: readonly SwitcherRoot[],
  isOpen: (root: string, id: string) => boolean,
): SwitcherRow[] {
  const rows: SwitcherRow[] = [];
  for (const [at, root] of roots.entries()) {
    if (roots[at - 1]?.kind !== root.kind) rows.push({ kind: 'heading', key: root.kind, of: root.kind });
    const organization = (id: string, name: string, depth: number, position: number, siblings: number) => ({
      kind: 'organization' as const,
      // Somebody can belong to an organization and to one above it: it is then there twice.
      key: `${root.id}/${id}`,
      id,
      name,
      root,
      depth,
      position,
      siblings,
    });
    if (!root.tree || root.tree.highest !== root.id) {
      const open = root.below > 0 ? isOpen(root.id, root.id) : undefined;
      rows.push({ ...organization(root.id, root.name, 1, at + 1, roots.length), open });
      if (open) rows.push({ kind: 'loading', key: `${root.id}/…`, depth: 2 });
      continue;
    }
    for (const row of flatten(root.tree, (id) => isOpen(root.id, id), root.kept)) {
      const name = root.tree.items.get(row.id)?.name ?? row.id;
      const place =
        row.depth === 1 ? ([at + 1, roots.length] as const) : ([row.position, row.siblings] as const);
      rows.push({ ...organization(row.id, name, row.depth, ...place), open: row.open });
    }
  }
  return rows;
}
