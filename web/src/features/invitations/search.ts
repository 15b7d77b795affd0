import type { Invitation } from '~/api/types';
import {
  compact,
  defaultPageSize,
  hasFilters,
  type ListSearch,
  parseListSearch,
  withoutFilters,
} from '~/lib/listSearch';
import { many } from '~/lib/searchParams';

export type InvitationStatus = Invitation['status'];

/** In the order that they are offered in: what still waits for something first. */
export const invitationStatuses: readonly InvitationStatus[] = [
  'pending',
  'expired',
  'accepted',
  'declined',
  'revoked',
];

export type InvitationSearch = ListSearch & { status?: InvitationStatus[] };

export const invitationFilters = ['status'] as const;

function isStatus(value: string): value is InvitationStatus {
  return (invitationStatuses as readonly string[]).includes(value);
}

export function parseInvitationSearch(raw: Record<string, unknown>): InvitationSearch {
  const status = (many(raw, 'status') ?? []).filter(isStatus);
  return compact({ ...parseListSearch(raw), status: status.length > 0 ? status : undefined });
}

export function hasInvitationFilters(search: InvitationSearch): boolean {
  return hasFilters(search, invitationFilters);
}

export function withoutInvitationFilters(search: InvitationSearch): InvitationSearch {
  return withoutFilters(search, invitationFilters);
}

export function invitationListQuery(search: InvitationSearch) {
  return compact({
    q: search.q,
    status: search.status,
    sort: search.sort,
    limit: search.limit ?? defaultPageSize,
    cursor: search.cursor,
  });
}
