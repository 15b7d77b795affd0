import { type Tree, type TreeItem, withLowerLevels } from './tree';

// Changes of a tree's items, for a draft that is not saved yet and for showing what the server has just confirmed.

export type Addable = Pick<TreeItem, 'organizationId' | 'name' | 'type' | 'status'>;

/** Adds organizations below one, or the first as the highest level and the others below it. Repeats are ignored. */
export function added(
  items: readonly TreeItem[],
  organizations: readonly Addable[],
  below: string | null,
): TreeItem[] {
  const there = new Set(items.map(({ organizationId }) => organizationId));
  const next = [...items];
  let parentId = below;
  for (const { organizationId, name, type, status } of organizations) {
    if (there.has(organizationId)) continue;
    there.add(organizationId);
    next.push({ organizationId, name, type, status, parentId });
    parentId ??= organizationId;
  }
  return next;
}

export function moved(items: readonly TreeItem[], id: string, parentId: string): TreeItem[] {
  return items.map((item) => (item.organizationId === id ? { ...item, parentId } : item));
}

/** Removes an organization with everything below it. */
export function removed(tree: Tree, items: readonly TreeItem[], id: string): TreeItem[] {
  const gone = new Set(withLowerLevels(tree, id));
  return items.filter(({ organizationId }) => !gone.has(organizationId));
}
