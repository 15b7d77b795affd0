import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Member, MemberAccount, MemberAccountPatch, MemberPatch, NewMember } from '~/api/types';
import { refreshPeople } from '~/features/roles/api';
import { type MemberSearch, memberListQuery } from './search';

const all = ['members'] as const;

export function membersQuery(search: MemberSearch, organizationId: string | undefined) {
  const query = memberListQuery(search, organizationId);
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/members', { params: { query }, signal })),
  });
}

/** Whether the member is the only active one of its organization with that role. */
export function onlyHolderQuery({ id, organizationId }: Member, roleId: string) {
  const query = { organizationId, roleId: [roleId], status: ['active' as const], limit: 2 };
  return queryOptions({
    queryKey: [...all, 'only', id, roleId],
    queryFn: async ({ signal }) => {
      const { items } = await answer(api.GET('/v1/members', { params: { query }, signal }));
      return items.length === 1 && items[0]?.id === id;
    },
    staleTime: 0,
  });
}

/** The first few by name, for a palette that searches while one types. */
export function findMembers(q: string) {
  const query = { q, sort: 'name', limit: 20 };
  return queryOptions({
    queryKey: [...all, 'find', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/members', { params: { query }, signal })),
  });
}

/** One member with the version that a change of it is made against. */
export function memberQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: async ({ signal }) => {
      const outcome = api.GET('/v1/members/{id}', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { member: data, version: response.headers.get('ETag') };
    },
  });
}

/** `key` makes a repeat after a lost answer harmless: nobody is added, or mailed, twice. */
export async function addMember(organizationId: string, body: NewMember, key: string): Promise<Member> {
  const added = await answer(
    api.POST('/v1/organizations/{id}/members', {
      params: { path: { id: organizationId }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
  await refreshPeople();
  return added;
}

/** `version` null overwrites whatever is there now. */
export async function changeMember(id: string, body: MemberPatch, version: string | null): Promise<Member> {
  const changed = await answer(
    api.PATCH('/v1/members/{id}', {
      params: { path: { id }, header: version === null ? {} : { 'If-Match': version } },
      body,
    }),
  );
  await refreshPeople();
  return changed;
}

/** The account of a member as whoever may edit it sees it, with the version that a change is made against. */
export function memberAccountQuery(memberId: string) {
  return queryOptions({
    queryKey: [...all, 'account', memberId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: memberId } };
      const outcome = api.GET('/v1/members/{id}/account', { params, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { account: data, version: response.headers.get('ETag') };
    },
  });
}

/** `version` null overwrites whatever is there now. */
export async function changeMemberAccount(
  memberId: string,
  body: MemberAccountPatch,
  version: string | null,
): Promise<MemberAccount> {
  const params = { path: { id: memberId }, header: version === null ? {} : { 'If-Match': version } };
  const changed = await answer(api.PATCH('/v1/members/{id}/account', { params, body }));
  await refreshPeople();
  return changed;
}

/** The account becomes a member there in the place of this membership. `version` null moves whatever is there now. */
export async function moveMember(
  id: string,
  body: { organizationId: string; roleIds: string[] },
  version: string | null,
): Promise<Member> {
  const params = { path: { id }, header: version === null ? {} : { 'If-Match': version } };
  return answer(api.POST('/v1/members/{id}/move', { params, body }));
}

/** After one has left what showed memberships that are gone. */
export async function forgetMembers(ids: readonly string[]): Promise<void> {
  for (const id of ids) queryClient.removeQueries({ queryKey: [...all, 'one', id] });
  await refreshPeople();
}

export async function disableMember(id: string): Promise<void> {
  await answer(api.POST('/v1/members/{id}/disable', { params: { path: { id } } }));
  await refreshPeople();
}

export async function enableMember(id: string): Promise<void> {
  await answer(api.POST('/v1/members/{id}/enable', { params: { path: { id } } }));
  await refreshPeople();
}

export async function deleteMember(id: string): Promise<void> {
  await answer(api.DELETE('/v1/members/{id}', { params: { path: { id } } }));
  await forgetMembers([id]);
}

export async function resetPassword(id: string): Promise<void> {
  await answer(api.POST('/v1/members/{id}/reset-password', { params: { path: { id } } }));
  await refreshPeople();
}

/** For an owner who has lost it, and the recovery codes. */
export async function resetSecondFactor(id: string): Promise<void> {
  await answer(api.POST('/v1/members/{id}/reset-second-factor', { params: { path: { id } } }));
  await refreshPeople();
}

/** Answers a question that staff have asked the account's owner; everything that one sees may be another then. */
export async function answerQuestion(id: string, accepts: boolean): Promise<void> {
  const params = { path: { id } };
  await answer(
    accepts
      ? api.POST('/v1/members/{id}/accept', { params })
      : api.POST('/v1/members/{id}/decline', { params }),
  );
  await queryClient.invalidateQueries();
}
