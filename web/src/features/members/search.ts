import type { Member, Reach } from '~/api/types';
import {
  compact,
  defaultPageSize,
  hasFilters,
  type ListSearch,
  parseListSearch,
  withoutFilters,
} from '~/lib/listSearch';
import { many, one } from '~/lib/searchParams';

export type MemberStatus = Member['status'];

export const memberStatuses: readonly MemberStatus[] = ['active', 'pending', 'disabled'];

export type MemberFilters = {
  status?: MemberStatus[];
  roleId?: string[];
  /** On the list of all members: of this organization only. */
  organizationId?: string;
  /** `subtree`: with the members of the organizations below. `own` is what an organization's list shows anyway. */
  reach?: Reach;
};

/** What a form over the page is about: the membership, where nothing is said, else the account or where it belongs. */
const memberForms = ['account', 'move'] as const;
export type MemberFormKind = (typeof memberForms)[number];

/** The form that is open over the page: `new`, or the ID of the member that is edited. */
export type MemberForm = { member?: string; memberForm?: MemberFormKind };

export type MemberSearch = ListSearch & MemberFilters & MemberForm;

export type MemberFilter = keyof MemberFilters;

export const memberFilters: readonly MemberFilter[] = ['status', 'roleId', 'organizationId', 'reach'];

function isStatus(value: string): value is MemberStatus {
  return (memberStatuses as readonly string[]).includes(value);
}

export function parseMemberFilters(raw: Record<string, unknown>): MemberFilters {
  const status = (many(raw, 'status') ?? []).filter(isStatus);
  return compact({
    status: status.length > 0 ? status : undefined,
    roleId: many(raw, 'roleId'),
    organizationId: one(raw, 'organizationId'),
    reach: one(raw, 'reach') === 'subtree' ? 'subtree' : undefined,
  });
}

export function parseMemberForm(raw: Record<string, unknown>): MemberForm {
  const kind = one(raw, 'memberForm');
  return compact({
    member: one(raw, 'member'),
    memberForm: memberForms.find((known) => known === kind),
  });
}

export function parseMemberSearch(raw: Record<string, unknown>): MemberSearch {
  return { ...parseListSearch(raw), ...parseMemberFilters(raw), ...parseMemberForm(raw) };
}

export function hasMemberFilters(search: MemberSearch): boolean {
  return hasFilters(search, memberFilters);
}

export function withoutMemberFilters(search: MemberSearch): MemberSearch {
  return withoutFilters(search, memberFilters);
}

/** What the API is asked for, as the export takes it; inside an organization that one is not to choose. */
export function memberFilterQuery(search: MemberSearch, organizationId: string | undefined) {
  const of = organizationId ?? search.organizationId;
  return compact({
    q: search.q,
    status: search.status,
    roleId: search.roleId,
    organizationId: of,
    // Without an organization everything within reach is listed anyway, and the API refuses a reach of nothing.
    reach: of === undefined ? undefined : search.reach,
    sort: search.sort,
  });
}

export function memberListQuery(search: MemberSearch, organizationId: string | undefined) {
  return compact({
    ...memberFilterQuery(search, organizationId),
    limit: search.limit ?? defaultPageSize,
    cursor: search.cursor,
  });
}
