import type { Problem } from '~/api/problem';
import type { Total } from '~/api/types';

/** How many a change of many can name. */
export const mostAtOnce = 1000;

/** One that stands in the way of a change of many; without a name where one may not know it. */
export type Obstacle = { id: string; organizationId: string; name?: string; code: string; message: string };

/** What a change of many was refused for, where the answer says it in numbers. */
export type Refusal =
  | { kind: 'blocked'; count: number; obstacles: readonly Obstacle[] }
  | { kind: 'permission'; count: number; permission: string }
  /** What is not there, or not seen, any more: its places among those that were sent. */
  | { kind: 'gone'; count: number; at: readonly number[] };

export function refusalOf({ code, body, permission, errors }: Problem): Refusal | undefined {
  const at = errors.flatMap(({ location }) => /^body\.ids\[(\d+)\]$/.exec(location)?.[1] ?? []).map(Number);
  if (at.length > 0) return { kind: 'gone', count: at.length, at };
  if (typeof body.count !== 'number') return undefined;
  const { count } = body;
  if (code === 'permission_required') return { kind: 'permission', count, permission: permission ?? '' };
  const obstacles = Array.isArray(body.blockers) ? (body.blockers as Obstacle[]) : [];
  return obstacles.length > 0 ? { kind: 'blocked', count, obstacles } : undefined;
}

/** What is left without what stands in the way; undefined where that is nothing, or where not all of it is known. */
export function restOf(ids: readonly string[], refusal: Refusal): string[] | undefined {
  if (refusal.kind === 'permission') return undefined;
  const inTheWay =
    refusal.kind === 'gone'
      ? ids.filter((_, at) => refusal.at.includes(at))
      : refusal.obstacles.map(({ id }) => id);
  const rest = ids.filter((id) => !inTheWay.includes(id));
  return inTheWay.length === refusal.count && rest.length > 0 && rest.length < ids.length ? rest : undefined;
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
