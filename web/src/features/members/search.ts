import type { Member, Reach } from '~/api/types';
import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { known, many, one, wideReach } from '~/lib/searchParams';

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

export function parseMemberFilters(raw: Record<string, unknown>): MemberFilters {
  return compact({
    status: known(raw, 'status', memberStatuses),
    roleId: many(raw, 'roleId'),
    organizationId: one(raw, 'organizationId'),
    reach: wideReach(raw),
  });
}

export function parseMemberForm(raw: Record<string, unknown>): MemberForm {
  const kind = one(raw, 'memberForm');
  return compact({
    member: one(raw, 'member'),
    memberForm: memberForms.find((form) => form === kind),
  });
}

export function parseMemberSearch(raw: Record<string, unknown>): MemberSearch {
  return { ...parseListSearch(raw), ...parseMemberFilters(raw), ...parseMemberForm(raw) };
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
    ...pageQuery(search),
  });
}
