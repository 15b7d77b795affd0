import type { Reach } from '~/api/types';
import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { known, one, oneDay, wideReach } from '~/lib/searchParams';
import { startOfDay, startOfNextDay } from '~/lib/zonedDay';

/** What one looks for together, each as the API knows it: by how its actions begin. */
export const auditGroups = {
  organization: ['organization.', 'policy.'],
  members: ['member.'],
  invitations: ['invitation.'],
  roles: ['role.'],
  numbers: ['number.'],
  usages: ['usage.'],
  apiKeys: ['api_key.'],
  imports: ['import.'],
  refusals: ['access.'],
  sessions: ['session.'],
  accounts: ['account.', 'passkey.', 'totp.', 'recovery_code.', 'recovery_codes.', 'code.', 'sign_up.'],
  groups: ['group.'],
  products: ['product.'],
  mail: ['mail.'],
} as const;

export type AuditGroup = keyof typeof auditGroups;

/** Those that happen in every organization; the others are of the platform. */
export const organizationGroups: readonly AuditGroup[] = [
  'organization',
  'members',
  'invitations',
  'roles',
  'numbers',
  'usages',
  'apiKeys',
  'imports',
  'refusals',
];

export const allGroups = Object.keys(auditGroups) as AuditGroup[];

export type AuditFilters = {
  action?: AuditGroup[];
  /** The ID of an account or an API key. */
  actorId?: string;
  targetId?: string;
  /** Days, both included, in the time zone of the list. */
  since?: string;
  until?: string;
  /** On the list of all: of this organization only. */
  organizationId?: string;
  reach?: Reach;
};

/** The event that is shown beside the list. */
export type AuditShown = { event?: string };

export type AuditSearch = ListSearch & AuditFilters & AuditShown;

export type AuditFilter = keyof AuditFilters;

export const auditFilters: readonly AuditFilter[] = [
  'action',
  'actorId',
  'targetId',
  'organizationId',
  'reach',
  'since',
  'until',
];

export function parseAuditFilters(raw: Record<string, unknown>): AuditFilters {
  return compact({
    action: known(raw, 'action', allGroups),
    actorId: one(raw, 'actorId'),
    targetId: one(raw, 'targetId'),
    organizationId: one(raw, 'organizationId'),
    reach: wideReach(raw),
    since: oneDay(raw, 'since'),
    until: oneDay(raw, 'until'),
  });
}

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  return compact({ ...parseListSearch(raw), ...parseAuditFilters(raw), event: one(raw, 'event') });
}

/** What the list and the download are narrowed by; inside an organization that one is not to choose. */
export function auditFilterQuery(search: AuditSearch, organizationId: string | undefined, timeZone: string) {
  const of = organizationId ?? search.organizationId;
  return compact({
    q: search.q,
    action: search.action?.flatMap((group) => auditGroups[group]),
    actorId: search.actorId,
    targetId: search.targetId,
    organizationId: of,
    reach: of === undefined ? undefined : search.reach,
    from: search.since && startOfDay(search.since, timeZone),
    // The API's end is not included, a reader's last day is.
    to: search.until && startOfNextDay(search.until, timeZone),
    sort: search.sort,
  });
}

export function auditListQuery(search: AuditSearch, organizationId: string | undefined, timeZone: string) {
  return compact({
    ...auditFilterQuery(search, organizationId, timeZone),
    ...pageQuery(search),
  });
}
