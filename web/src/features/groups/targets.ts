import { isBelow, maxDepth, parentOf, type Tree } from './tree';

export type Obstacle = 'itself' | 'below_itself' | 'there_already' | 'too_deep';

/** Why an organization cannot be moved below the target, with everything below it; undefined where it can. */
export function obstacleTo(tree: Tree, moving: string, target: string): Obstacle | undefined {
  if (moving === target) return 'itself';
  if (isBelow(tree, target, moving)) return 'below_itself';
  if (parentOf(tree, moving) === target) return 'there_already';
  if (depthOf(tree, target) + (tree.levels.get(moving) ?? 1) > maxDepth) return 'too_deep';
  return undefined;
}

/** Whether one more organization fits below. */
export function hasRoomBelow(tree: Tree, target: string): boolean {
  return depthOf(tree, target) < maxDepth;
}

function depthOf(tree: Tree, id: string): number {
  return tree.depth.get(id) ?? 0;
}

/** Below what it comes when it is indented: the sibling shown before it. */
export function indentTarget(tree: Tree, id: string): string | undefined {
  const siblings = tree.children.get(parentOf(tree, id) ?? '') ?? [];
  return siblings[siblings.indexOf(id) - 1];
}

/** Below what it comes when it is outdented: the level above the one it is below. */
export function outdentTarget(tree: Tree, id: string): string | undefined {
  const parent = parentOf(tree, id);
  return parent === undefined ? undefined : parentOf(tree, parent);
}
