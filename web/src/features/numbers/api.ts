import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { NumberChoice, NumberPatch } from '~/api/types';
import type { NumberQuery, NumberSearch } from './search';
import { inQuery, numberListQuery } from './search';

const all = ['numbers'] as const;

export function numbersQuery(search: NumberSearch, organizationId: string | undefined, timeZone: string) {
  const query = numberListQuery(search, organizationId, timeZone);
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/numbers', { params: { query }, signal })),
  });
}

/** How many numbers a filter matches, exactly: what is about to be changed is not estimated. */
export function numberCountQuery(filter: NumberQuery) {
  const query = { ...inQuery(filter), limit: 1, count: 'exact' as const };
  return queryOptions({
    queryKey: [...all, 'count', query],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/v1/numbers', { params: { query }, signal }))).total.value,
    staleTime: 0,
  });
}

/** One number with the version that a change of it is made against. */
export function numberQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: async ({ signal }) => {
      const outcome = api.GET('/v1/numbers/{id}', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { number: data, version: response.headers.get('ETag') };
    },
  });
}

/** Who had the number, the latest first. */
export function numberHistoryQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'history', id],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/v1/numbers/{id}/history', { params: { path: { id } }, signal }))).items,
  });
}

/** `version` null overwrites whatever is there now. */
export async function changeNumber(id: string, body: NumberPatch, version: string | null): Promise<void> {
  await answer(
    api.PATCH('/v1/numbers/{id}', {
      params: { path: { id }, header: version === null ? {} : { 'If-Match': version } },
      body,
    }),
  );
  await refreshNumbers();
}

export async function deleteNumber(id: string): Promise<void> {
  await answer(api.DELETE('/v1/numbers/{id}', { params: { path: { id } } }));
  forget(id);
  await refreshNumbers();
}

/** All or nothing; answers how many there were. `key` makes a repeat after a lost answer harmless. */
export async function deleteNumbers(chosen: NumberChoice, key: string): Promise<number> {
  const params = { header: { 'Idempotency-Key': key } };
  const { count } = await answer(api.POST('/v1/numbers/batch-delete', { params, body: chosen }));
  for (const id of chosen.ids ?? []) forget(id);
  await refreshNumbers();
  return count;
}

/** All or nothing; answers how many were moved, without those that were there already. */
export async function moveNumbers(
  chosen: NumberChoice,
  organizationId: string,
  key: string,
): Promise<number> {
  const params = { header: { 'Idempotency-Key': key } };
  const body = { ...chosen, organizationId };
  const { count } = await answer(api.POST('/v1/numbers/batch-move', { params, body }));
  await refreshNumbers();
  return count;
}

function forget(id: string): void {
  queryClient.removeQueries({ queryKey: [...all, 'one', id] });
  queryClient.removeQueries({ queryKey: [...all, 'history', id] });
}

/** A change of numbers shows in what uses them and in what stands in the way of an organization's deletion. */
export async function refreshNumbers(): Promise<void> {
  await Promise.all(
    [all, ['usages'], ['organizations', 'references']].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );
}
