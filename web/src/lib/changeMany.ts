import type { Problem } from '~/api/problem';
import type { Total } from '~/api/types';

/** How many IDs a change of many can name. */
export const mostAtOnce = 1000;

/** What a change of many was refused for, where the answer says it in numbers. */
export type Refusal<Obstacle extends { id: string }> =
  /** The server names the first hundred of those that stand in the way; all for one reason. */
  | { kind: 'blocked'; problem: Problem; count: number; obstacles: readonly Obstacle[] }
  | { kind: 'permission'; count: number; permission: string }
  /** What is not there, or not seen, any more: its places among those that were sent. */
  | { kind: 'gone'; count: number; at: readonly number[] }
  /** A filter matches another count by now. */
  | { kind: 'count_changed'; count: number };

/** Undefined for a refusal of another kind. What stands in the way is as the operation that was refused names it. */
export function refusalOf<Obstacle extends { id: string }>(problem: Problem): Refusal<Obstacle> | undefined {
  const { code, body, permission, errors } = problem;
  const at = errors.flatMap(({ location }) => /^body\.ids\[(\d+)\]$/.exec(location)?.[1] ?? []).map(Number);
  if (at.length > 0) return { kind: 'gone', count: at.length, at };
  if (typeof body.count !== 'number') return undefined;
  const { count } = body;
  if (code === 'count_changed') return { kind: 'count_changed', count };
  if (code === 'permission_required') return { kind: 'permission', count, permission: permission ?? '' };
  const obstacles = Array.isArray(body.blockers) ? (body.blockers as Obstacle[]) : [];
  return obstacles.length > 0 ? { kind: 'blocked', problem, count, obstacles } : undefined;
}

/** What is left without those that a refusal names; undefined where that is nothing, or where it names none. */
export function restOf(ids: readonly string[], refusal: Refusal<{ id: string }>): string[] | undefined {
  const named = namedBy(refusal, ids);
  const rest = ids.filter((id) => !named.includes(id));
  return rest.length > 0 && rest.length < ids.length ? rest : undefined;
}

function namedBy(refusal: Refusal<{ id: string }>, ids: readonly string[]): readonly string[] {
  if (refusal.kind === 'gone') return ids.filter((_, at) => refusal.at.includes(at));
  return refusal.kind === 'blocked' ? refusal.obstacles.map(({ id }) => id) : [];
}

type Page = { items: readonly { id: string }[] | null; total: Total; nextCursor?: string };

/** Of everything that a list shows: its size, and its IDs where it is no larger than can be changed at once. */
export type Gathered = { ids: readonly string[]; total: Total };

/** Reads a list through its pages. */
export async function gather(page: (cursor: string | undefined) => Promise<Page>): Promise<Gathered> {
  const ids = new Set<string>();
  let { items, total, nextCursor } = await page(undefined);
  if (total.value > mostAtOnce) return { ids: [], total };
  for (;;) {
    for (const { id } of items ?? []) ids.add(id);
    // It may have grown while it was read.
    if (ids.size > mostAtOnce) return { ids: [], total: { value: ids.size, relation: 'gte' } };
    if (nextCursor === undefined) return { ids: [...ids], total: { value: ids.size, relation: 'eq' } };
    ({ items, total, nextCursor } = await page(nextCursor));
  }
}
