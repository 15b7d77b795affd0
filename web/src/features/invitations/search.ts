import type { Invitation } from '~/api/types';
import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { known } from '~/lib/searchParams';

export type InvitationStatus = Invitation['status'];

/** In the order that they are offered in: what still waits for something first. */
export const invitationStatuses: readonly InvitationStatus[] = [
  'pending',
  'expired',
  'accepted',
  'declined',
  'revoked',
];

export type InvitationFilters = { status?: InvitationStatus[] };

export type InvitationSearch = ListSearch & InvitationFilters;

export const invitationFilters = ['status'] as const;

export function parseInvitationFilters(raw: Record<string, unknown>): InvitationFilters {
  return compact({ status: known(raw, 'status', invitationStatuses) });
}

export function parseInvitationSearch(raw: Record<string, unknown>): InvitationSearch {
  return { ...parseListSearch(raw), ...parseInvitationFilters(raw) };
}

export function invitationListQuery(search: InvitationSearch) {
  return compact({
    q: search.q,
    status: search.status,
    sort: search.sort,
    ...pageQuery(search),
  });
}
