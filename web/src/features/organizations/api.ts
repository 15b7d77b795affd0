import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { NewOrganization, OrganizationPatch } from '~/api/types';
import { sessionQuery } from '~/features/session/session';
import { listQuery, type OrganizationSearch } from './search';

const all = ['organizations'] as const;

export function organizationsQuery(search: OrganizationSearch, timeZone: string) {
  const query = listQuery(search, timeZone);
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/organizations', { params: { query: query }, signal })),
  });
}

/** The first few by name, for a field or a palette that searches while one types. */
export function findOrganizations(q: string, filters: { type?: 'contracting'[] } = {}) {
  const query = { limit: 20, sort: 'name', ...(q === '' ? {} : { q }), ...filters };
  return queryOptions({
    queryKey: [...all, 'find', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/organizations', { params: { query: query }, signal })),
  });
}

/** One organization with the version that a change of it is made against. */
export function organizationQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: async ({ signal }) => {
      const outcome = api.GET('/v1/organizations/{id}', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { organization: data, version: response.headers.get('ETag') };
    },
  });
}

export function referencesQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'references', id],
    queryFn: async ({ signal }) => {
      const body = await answer(
        api.GET('/v1/organizations/{id}/references', { params: { path: { id } }, signal }),
      );
      return body.blockers ?? [];
    },
  });
}

/** `key` makes a repeat after a lost answer harmless: the same key creates the same organization once. */
export async function createOrganization(body: NewOrganization, key: string) {
  const created = await answer(
    api.POST('/v1/organizations', {
      params: { header: { 'Idempotency-Key': key } },
      body: body,
    }),
  );
  await refresh();
  return created;
}

/** `version` null overwrites whatever is there now. */
export async function changeOrganization(id: string, patch: OrganizationPatch, version: string | null) {
  const changed = await answer(
    api.PATCH('/v1/organizations/{id}', {
      params: { path: { id }, header: version === null ? {} : { 'If-Match': version } },
      body: patch,
    }),
  );
  await refresh();
  return changed;
}

export async function deleteOrganization(id: string): Promise<void> {
  await answer(api.DELETE('/v1/organizations/{id}', { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: [...all, 'one', id] });
  queryClient.removeQueries({ queryKey: [...all, 'references', id] });
  await refresh();
}

/** A change can show in any list, in the references of another organization, and in one's own memberships. */
export async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: all }),
    queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  ]);
}
