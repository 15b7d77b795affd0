import { linkOptions } from '@tanstack/react-router';
import type { Session } from './api/types';
import type { AuditSearch } from './features/audit/search';
import type { GroupSearch, TreeSearch } from './features/groups/search';
import type { InvitationSearch } from './features/invitations/search';
import type { MailSearch } from './features/mail/search';
import type { MemberSearch } from './features/members/search';
import type { NumberSearch } from './features/numbers/search';
import type { OrganizationSearch } from './features/organizations/search';
import { isStaff, ownMemberships } from './features/session/session';
import type { UsageSearch } from './features/usages/search';
import type { RowLink } from './ui/table/types';

/** Every link of the console is made here, so that a renamed route is one change and a broken link a type error. */
export const to = {
  account: () => linkOptions({ to: '/account' }),
  accountSecurity: () => linkOptions({ to: '/account/security' }),
  accountSessions: () => linkOptions({ to: '/account/sessions' }),
  accountOrganizations: (search: { create?: true } = {}) =>
    linkOptions({ to: '/account/organizations', search }),
  organizations: (search: OrganizationSearch = {}) => linkOptions({ to: '/platform/organizations', search }),
  organization: (organizationId: string) =>
    linkOptions({ to: '/platform/organizations/$organizationId', params: { organizationId }, search: {} }),
  imports: () => linkOptions({ to: '/platform/organizations/import', search: {} }),
  import: (importId: string) =>
    linkOptions({ to: '/platform/organizations/import/$importId', params: { importId }, search: {} }),
  groups: (search: GroupSearch = {}) => linkOptions({ to: '/platform/groups', search }),
  newGroup: () => linkOptions({ to: '/platform/groups/new', search: {} }),
  group: (groupId: string, search: TreeSearch = {}) =>
    linkOptions({ to: '/platform/groups/$groupId', params: { groupId }, search }),
  allMembers: (search: MemberSearch = {}) => linkOptions({ to: '/platform/members', search }),
  allAudit: (search: AuditSearch = {}) => linkOptions({ to: '/platform/audit', search }),
  audit: (organizationId: string, search: AuditSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/audit', params: { organizationId }, search }),
  mail: (search: MailSearch = {}) => linkOptions({ to: '/platform/mail', search }),
  products: () => linkOptions({ to: '/platform/products', search: {} }),
  members: (organizationId: string, search: MemberSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/members', params: { organizationId }, search }),
  member: (organizationId: string, memberId: string) =>
    linkOptions({
      to: '/o/$organizationId/members/$memberId',
      params: { organizationId, memberId },
      search: {},
    }),
  invitations: (organizationId: string, search: InvitationSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/invitations', params: { organizationId }, search }),
  invite: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/invitations/new', params: { organizationId } }),
  invitationImports: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/invitations/import', params: { organizationId } }),
  invitationImport: (organizationId: string, importId: string) =>
    linkOptions({
      to: '/o/$organizationId/invitations/import/$importId',
      params: { organizationId, importId },
      search: {},
    }),
  roles: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/roles', params: { organizationId }, search: {} }),
  newRole: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/roles/new', params: { organizationId } }),
  role: (organizationId: string, roleId: string) =>
    linkOptions({ to: '/o/$organizationId/roles/$roleId', params: { organizationId, roleId }, search: {} }),
  roleMembers: (organizationId: string, roleId: string) =>
    linkOptions({
      to: '/o/$organizationId/roles/$roleId',
      params: { organizationId, roleId },
      search: { tab: 'members' },
    }),
  editRole: (organizationId: string, roleId: string) =>
    linkOptions({ to: '/o/$organizationId/roles/$roleId/edit', params: { organizationId, roleId } }),
  allNumbers: (search: NumberSearch = {}) => linkOptions({ to: '/platform/numbers', search }),
  numbers: (organizationId: string, search: NumberSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/numbers', params: { organizationId }, search }),
  number: (organizationId: string, numberId: string) =>
    linkOptions({
      to: '/o/$organizationId/numbers/$numberId',
      params: { organizationId, numberId },
      search: {},
    }),
  usages: (organizationId: string, search: UsageSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/usages', params: { organizationId }, search }),
  usage: (organizationId: string, usageId: string) =>
    linkOptions({
      to: '/o/$organizationId/usages/$usageId',
      params: { organizationId, usageId },
      search: {},
    }),
  /** The ways in of numbers: into one organization, or on the platform, where it is chosen there. */
  addNumbers: (organizationId?: string): RowLink =>
    organizationId === undefined
      ? linkOptions({ to: '/platform/numbers/add', search: {} })
      : linkOptions({ to: '/o/$organizationId/numbers/add', params: { organizationId } }),
  addRange: (organizationId?: string): RowLink =>
    organizationId === undefined
      ? linkOptions({ to: '/platform/numbers/range', search: {} })
      : linkOptions({ to: '/o/$organizationId/numbers/range', params: { organizationId } }),
  numberImports: (organizationId?: string): RowLink =>
    organizationId === undefined
      ? linkOptions({ to: '/platform/numbers/import', search: {} })
      : linkOptions({ to: '/o/$organizationId/numbers/import', params: { organizationId } }),
  numberImport: (importId: string, organizationId?: string): RowLink =>
    organizationId === undefined
      ? linkOptions({ to: '/platform/numbers/import/$importId', params: { importId }, search: {} })
      : linkOptions({
          to: '/o/$organizationId/numbers/import/$importId',
          params: { organizationId, importId },
          search: {},
        }),
  apiKeys: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/api-keys', params: { organizationId }, search: {} }),
  newApiKey: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/api-keys/new', params: { organizationId } }),
  apiKey: (organizationId: string, keyId: string) =>
    linkOptions({ to: '/o/$organizationId/api-keys/$keyId', params: { organizationId, keyId } }),
  overview: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/overview', params: { organizationId } }),
  settings: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/settings', params: { organizationId } }),
  securitySettings: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/settings/security', params: { organizationId } }),
  eraseSettings: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/settings/erase', params: { organizationId } }),
  lowerLevels: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/lower-levels', params: { organizationId }, search: {} }),
  /** The same section of another organization, else its overview. */
  section: (organizationId: string, section: string | undefined): RowLink =>
    (sections[section ?? ''] ?? to.overview)(organizationId),
};

const sections: Record<string, (organizationId: string) => RowLink> = {
  members: (organizationId) => to.members(organizationId),
  invitations: (organizationId) => to.invitations(organizationId),
  roles: to.roles,
  numbers: (organizationId) => to.numbers(organizationId),
  usages: (organizationId) => to.usages(organizationId),
  'api-keys': to.apiKeys,
  audit: (organizationId) => to.audit(organizationId),
  settings: to.settings,
  'lower-levels': to.lowerLevels,
};

/** Where somebody starts: staff at the organizations, others in their first organization, else at their account. */
export function home(session: Session) {
  if (isStaff(session)) return to.organizations();
  const first = ownMemberships(session)[0];
  return first ? to.overview(first.organization.id) : to.accountOrganizations();
}
