import type { Problem } from '~/api/problem';
import type { UsageRef } from '~/api/types';

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
  | { kind: 'count_changed'; count: number };

export function refusalOf({ code, body, permission }: Problem): Refusal | undefined {
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

/** The numbers to leave out so that the rest can be changed; none where not all of them are known. */
export function toLeaveOut(refusal: Refusal | undefined, ids: readonly string[]): string[] {
  if (!refusal || !('obstacles' in refusal) || refusal.obstacles.length < refusal.count) return [];
  const inTheWay = refusal.obstacles.map(({ id }) => id);
  // With nothing left there is nothing to go on with.
  return ids.every((id) => inTheWay.includes(id)) ? [] : inTheWay;
}

/** The usages that a refused change of one number names. */
export function usagesOf({ code, body }: Problem): readonly UsageRef[] {
  return code === 'number_in_use' && Array.isArray(body.usages) ? (body.usages as UsageRef[]) : [];
}
