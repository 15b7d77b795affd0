import type { Problem } from '~/api/problem';
import type { UsageRef } from '~/api/types';
import { type Refusal, restOf } from '~/lib/changeMany';
import type { Selected } from './useChosenCount';

/** What is left of a selection without what stands in the way: some of its numbers, or whatever is unused. */
export type Left = readonly string[] | 'unused';

/** Undefined where nothing would be left, or where what stands in the way cannot be told from the rest. */
export function leftOf(selected: Selected, refusal: Refusal<{ id: string }>): Left | undefined {
  if ('ids' in selected) return restOf(selected.ids, refusal);
  const inUse = refusal.kind === 'blocked' && refusal.problem.code === 'number_in_use';
  return inUse && selected.filter.inUse === undefined ? 'unused' : undefined;
}

/** The usages that a refused change of one number names. */
export function usagesOf({ code, body }: Problem): readonly UsageRef[] {
  return code === 'number_in_use' && Array.isArray(body.usages) ? (body.usages as UsageRef[]) : [];
}
