import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { type FieldError, Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { NewNumbers, NewRange, NumbersAdded, NumbersLook, RangeAdded, RangeLook } from '~/api/types';

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
): Promise<{ invalid: readonly FieldError[]; warnings: readonly FieldError[] }> {
  try {
    const params = { path: { id }, query: { dryRun: true } };
    return (await answer(
      api.POST('/v1/organizations/{id}/numbers', { params, body, signal }),
    )) as NumbersLook;
  } catch (problem) {
    // Refused for a field is an answer too: it says which.
    if (problem instanceof Problem && problem.errors.length > 0)
      return { invalid: problem.errors, warnings: [] };
    throw problem;
  }
}

/** All or nothing. `key` makes a repeat after a lost answer harmless. */
export async function addNumbers(id: string, body: NewNumbers, key: string): Promise<NumbersAdded> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const made = await answer(api.POST('/v1/organizations/{id}/numbers', { params, body }));
  await refreshNumbers();
  return made as NumbersAdded;
}

export function checkRangeQuery(organizationId: string, body: NewRange) {
  return queryOptions({
    queryKey: ['numbers', 'check-range', organizationId, body],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { dryRun: true } };
      return (await answer(
        api.POST('/v1/organizations/{id}/number-ranges', { params, body, signal }),
      )) as RangeLook;
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Every number of the range or none. */
export async function addRange(id: string, body: NewRange, key: string): Promise<RangeAdded> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const made = await answer(api.POST('/v1/organizations/{id}/number-ranges', { params, body }));
  await refreshNumbers();
  return made as RangeAdded;
}

/** New numbers can show in any list of them. */
function refreshNumbers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['numbers'] });
}
