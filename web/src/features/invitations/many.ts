import { answer, api } from '~/api/client';
import { type Gathered, gather } from '~/lib/changeMany';
import { compact } from '~/lib/listSearch';
import { refreshInvitations } from './api';
import { type InvitationSearch, type InvitationStatus, invitationListQuery } from './search';

/** What nothing has ended yet. */
const open: readonly InvitationStatus[] = ['pending', 'expired'];

/** Of the invitations that a list shows, those that can be sent again or revoked. */
export async function gatherInvitations(organizationId: string, search: InvitationSearch): Promise<Gathered> {
  const status = open.filter((one) => search.status === undefined || search.status.includes(one));
  if (status.length === 0) return { ids: [], total: { value: 0, relation: 'eq' } };
  const path = { id: organizationId };
  return gather((cursor) => {
    const query = compact({ ...invitationListQuery(search), status, limit: 200, cursor });
    return answer(api.GET('/v1/organizations/{id}/invitations', { params: { path, query } }));
  });
}

/** All or nothing; answers how many were sent. `key` makes a repeat after a lost answer harmless. */
export async function resendInvitations(ids: readonly string[], key: string): Promise<number> {
  const params = { header: { 'Idempotency-Key': key } };
  const { count } = await answer(
    api.POST('/v1/invitations/batch-resend', { params, body: { ids: [...ids] } }),
  );
  await refreshInvitations();
  return count;
}

export async function revokeInvitations(ids: readonly string[], key: string): Promise<number> {
  const params = { header: { 'Idempotency-Key': key } };
  const { count } = await answer(
    api.POST('/v1/invitations/batch-revoke', { params, body: { ids: [...ids] } }),
  );
  await refreshInvitations();
  return count;
}
