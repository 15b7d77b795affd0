import type { Problem } from '~/api/problem';
import type { UsageRef } from '~/api/types';
import type { NumberQuery } from './search';

/** A number that stands in the way of a change of many: by what uses it, or by a rule. */
export type Obstacle = {
  id: string;
  number: string;
  display: string;
  usages?: UsageRef[];
  code?: string;
  message?: string;
};

/** What a change of many was refused for, where the answer says it in numbers; undefined for anything else. */
export type Refusal =
  | { kind: 'in_use' | 'not_allowed_there'; count: number; obstacles: readonly Obstacle[] }
  | { kind: 'permission'; count: number; permission: string }
  /** Numbers that are not there, or not seen, any more: their places among those that were sent. */
  | { kind: 'gone'; count: number; at: readonly number[] }
  | { kind: 'count_changed'; count: number };

export function refusalOf({ code, body, permission, errors }: Problem): Refusal | undefined {
  const at = errors.flatMap(({ location }) => /^body\.ids\[(\d+)\]$/.exec(location)?.[1] ?? []).map(Number);
  if (at.length > 0) return { kind: 'gone', count: at.length, at };
  const count = typeof body.count === 'number' ? body.count : undefined;
  if (count === undefined) return undefined;
  const obstacles = Array.isArray(body.blockers) ? (body.blockers as Obstacle[]) : [];
  switch (code) {
    case 'number_in_use':
      return { kind: 'in_use', count, obstacles };
    case 'not_allowed_there':
      return { kind: 'not_allowed_there', count, obstacles };
    case 'permission_required':
      return { kind: 'permission', count, permission: permission ?? '' };
    case 'count_changed':
      return { kind: 'count_changed', count };
    default:
      return undefined;
  }
}

/** What to take out of a selection so that the rest can be changed: some of its numbers, or whatever is in use. */
export type LeftOut = { ids: string[] } | 'in_use';

/** Undefined where nothing would be left, or where not all is known of what stands in the way. */
export function leftOutOf(
  selected: { ids: string[] } | { filter: NumberQuery },
  refusal: Refusal,
): LeftOut | undefined {
  if ('filter' in selected)
    return refusal.kind === 'in_use' && selected.filter.inUse === undefined ? 'in_use' : undefined;
  const inTheWay =
    refusal.kind === 'gone'
      ? selected.ids.filter((_, at) => refusal.at.includes(at))
      : 'obstacles' in refusal
        ? refusal.obstacles.map(({ id }) => id)
        : [];
  const rest = selected.ids.some((id) => !inTheWay.includes(id));
  return rest && inTheWay.length > 0 && inTheWay.length === refusal.count ? { ids: inTheWay } : undefined;
}

/** The usages that a refused change of one number names. */
export function usagesOf({ code, body }: Problem): readonly UsageRef[] {
  return code === 'number_in_use' && Array.isArray(body.usages) ? (body.usages as UsageRef[]) : [];
}
