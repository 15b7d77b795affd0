import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Invitation, Invited, Invitee } from '~/api/types';
import { type InvitationSearch, invitationListQuery } from './search';

const all = ['invitations'] as const;

export function invitationsQuery(organizationId: string, search: InvitationSearch) {
  const query = invitationListQuery(search);
  return queryOptions({
    queryKey: [...all, 'list', organizationId, query],
    queryFn: ({ signal }) => {
      const params = { path: { id: organizationId }, query };
      return answer(api.GET('/v1/organizations/{id}/invitations', { params, signal }));
    },
  });
}

/** What would become of each, in their order; nobody is invited by it. */
export async function checkInvitees(organizationId: string, invitations: Invitee[]): Promise<Invited[]> {
  const params = { path: { id: organizationId }, query: { dryRun: true } };
  const body = { invitations };
  return (await answer(api.POST('/v1/organizations/{id}/invitations', { params, body }))).results;
}

/** Each for itself, in their order. `key` makes a repeat after a lost answer harmless: nobody is mailed twice. */
export async function invite(
  organizationId: string,
  invitations: Invitee[],
  key: string,
): Promise<Invited[]> {
  const params = { path: { id: organizationId }, header: { 'Idempotency-Key': key } };
  const body = { invitations };
  const { results } = await answer(api.POST('/v1/organizations/{id}/invitations', { params, body }));
  await refreshInvitations();
  return results;
}

/** A new link takes the place of the one before. */
export async function resendInvitation(id: string, key: string): Promise<Invitation> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const sent = await answer(api.POST('/v1/invitations/{id}/resend', { params }));
  await refreshInvitations();
  return sent;
}

export async function revokeInvitation(id: string): Promise<void> {
  await answer(api.DELETE('/v1/invitations/{id}', { params: { path: { id } } }));
  await refreshInvitations();
}

/** The invitation of an address that waits for an answer; undefined where there is none any more. */
export async function pendingInvitation(
  organizationId: string,
  email: string,
): Promise<Invitation | undefined> {
  const params = {
    path: { id: organizationId },
    query: { q: email.trim(), status: ['pending' as const], limit: 200 },
  };
  const { items } = await answer(api.GET('/v1/organizations/{id}/invitations', { params }));
  const wanted = folded(email);
  return items.find((item) => folded(item.email) === wanted);
}

function folded(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

export function refreshInvitations(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: all });
}
