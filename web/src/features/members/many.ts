import { answer, api } from '~/api/client';
import { refreshPeople } from '~/features/roles/api';
import { type Gathered, gather } from '~/lib/changeMany';
import { compact } from '~/lib/listSearch';
import { forgetMembers } from './api';
import { type MemberSearch, type MemberStatus, memberFilterQuery } from './search';

/** Of the members that a list shows, those with one of these statuses. */
export async function gatherMembers(
  search: MemberSearch,
  organizationId: string | undefined,
  statuses: readonly MemberStatus[],
): Promise<Gathered> {
  const filter = memberFilterQuery(search, organizationId);
  const status = statuses.filter((one) => filter.status === undefined || filter.status.includes(one));
  if (status.length === 0) return { ids: [], total: { value: 0, relation: 'eq' } };
  return gather((cursor) =>
    answer(api.GET('/v1/members', { params: { query: compact({ ...filter, status, limit: 200, cursor }) } })),
  );
}

/**
 * All or nothing; answers who they were, without those that are disabled already. `key` makes a repeat after a lost
 * answer harmless.
 */
export async function disableMembers(ids: readonly string[], key: string): Promise<string[]> {
  const params = { header: { 'Idempotency-Key': key } };
  const changed = await answer(api.POST('/v1/members/batch-disable', { params, body: { ids: [...ids] } }));
  await refreshPeople();
  return changed.ids;
}

export async function enableMembers(ids: readonly string[], key: string): Promise<string[]> {
  const params = { header: { 'Idempotency-Key': key } };
  const changed = await answer(api.POST('/v1/members/batch-enable', { params, body: { ids: [...ids] } }));
  await refreshPeople();
  return changed.ids;
}

export async function deleteMembers(ids: readonly string[], key: string): Promise<string[]> {
  const params = { header: { 'Idempotency-Key': key } };
  const changed = await answer(api.POST('/v1/members/batch-delete', { params, body: { ids: [...ids] } }));
  await forgetMembers(changed.ids);
  return changed.ids;
}
