import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer } from '~/api/client';
import {
  type LocatedNote,
  type NewNumbers,
  type NewRange,
  type NumbersChecked,
  type NumbersMade,
  pending,
  type RangeChecked,
  type RangeMade,
} from '~/api/pending';
import { Problem } from '~/api/problem';
import { queryClient } from '~/api/query';

/** What saving the list would do, with the keys of the entries in the order that they were sent in. */
export function checkNumbersQuery(organizationId: string, body: NewNumbers, keys: readonly number[]) {
  return queryOptions({
    queryKey: ['numbers', 'check', organizationId, body, keys],
    queryFn: async ({ signal }) => ({ keys, ...(await checkNumbers(organizationId, body, signal)) }),
    // What is stored changes; what was said of the list before stays until the next answer.
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

async function checkNumbers(
  id: string,
  body: NewNumbers,
  signal: AbortSignal,
): Promise<{ invalid: readonly LocatedNote[]; warnings: readonly LocatedNote[] }> {
  try {
    const params = { path: { id }, query: { dryRun: true } };
    return (await answer(
      pending.POST('/v1/organizations/{id}/numbers', { params, body, signal }),
    )) as NumbersChecked;
  } catch (problem) {
    // Refused for a field is an answer too: it says which.
    if (problem instanceof Problem && problem.errors.length > 0)
      return { invalid: problem.errors, warnings: [] };
    throw problem;
  }
}

/** All or nothing. `key` makes a repeat after a lost answer harmless. */
export async function addNumbers(id: string, body: NewNumbers, key: string): Promise<NumbersMade> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const made = await answer(pending.POST('/v1/organizations/{id}/numbers', { params, body }));
  await refreshNumbers();
  return made as NumbersMade;
}

export function checkRangeQuery(organizationId: string, body: NewRange) {
  return queryOptions({
    queryKey: ['numbers', 'check-range', organizationId, body],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { dryRun: true } };
      return (await answer(
        pending.POST('/v1/organizations/{id}/number-ranges', { params, body, signal }),
      )) as RangeChecked;
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Every number of the range or none. */
export async function addRange(id: string, body: NewRange, key: string): Promise<RangeMade> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const made = await answer(pending.POST('/v1/organizations/{id}/number-ranges', { params, body }));
  await refreshNumbers();
  return made as RangeMade;
}

/** New numbers can show in any list of them. */
function refreshNumbers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['numbers'] });
}
