import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { NewRole, Role, RolePatch } from '~/api/types';
import { compact, type ListSearch, pageQuery } from '~/lib/listSearch';

const all = ['roles'] as const;

/** Every role of an organization: Admin first, the others by name. */
export function rolesQuery(organizationId: string) {
  return queryOptions({
    queryKey: [...all, 'of', organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId } };
      return (await answer(api.GET('/v1/organizations/{id}/roles', { params, signal }))).items;
    },
  });
}

/** One role with the version that a change of it is made against. */
export function roleQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: async ({ signal }) => {
      const outcome = api.GET('/v1/roles/{id}', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { role: data, version: response.headers.get('ETag') };
    },
  });
}

export function roleMembersQuery(id: string, search: ListSearch) {
  const query = compact({ q: search.q, ...pageQuery(search) });
  return queryOptions({
    queryKey: [...all, 'members', id, query],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/roles/{id}/members', { params: { path: { id }, query }, signal })),
  });
}

/** `key` makes a repeat after a lost answer harmless: the same key creates the same role once. */
export async function createRole(organizationId: string, body: NewRole, key: string): Promise<Role> {
  const created = await answer(
    api.POST('/v1/organizations/{id}/roles', {
      params: { path: { id: organizationId }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
  await refreshPeople();
  return created;
}

/** `version` null overwrites whatever is there now. */
export async function changeRole(id: string, body: RolePatch, version: string | null): Promise<Role> {
  const changed = await answer(
    api.PATCH('/v1/roles/{id}', {
      params: { path: { id }, header: version === null ? {} : { 'If-Match': version } },
      body,
    }),
  );
  await refreshPeople();
  return changed;
}

export async function deleteRole(id: string): Promise<void> {
  await answer(api.DELETE('/v1/roles/{id}', { params: { path: { id } } }));
  queryClient.removeQueries({ queryKey: [...all, 'one', id] });
  queryClient.removeQueries({ queryKey: [...all, 'members', id] });
  await refreshPeople();
}

export async function takeRoleFrom(roleId: string, memberId: string): Promise<void> {
  const params = { path: { id: roleId, memberId } };
  await answer(api.DELETE('/v1/roles/{id}/members/{memberId}', { params }));
  await refreshPeople();
}

/** A change of roles or members shows in both, in what everybody may do, and in one's own session. */
export async function refreshPeople(): Promise<void> {
  const keys = [['members'], all, ['access'], ['allowed'], ['session'], ['organizations', 'references']];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
