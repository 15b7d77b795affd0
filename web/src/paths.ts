import { linkOptions } from '@tanstack/react-router';
import type { Session } from './api/types';
import type { GroupSearch, TreeSearch } from './features/groups/search';
import type { MemberSearch } from './features/members/search';
import type { OrganizationSearch } from './features/organizations/search';
import { isStaff, ownMemberships } from './features/session/session';
import type { RowLink } from './ui/table/types';

/** Every link of the console is made here, so that a renamed route is one change and a broken link a type error. */
export const to = {
  account: () => linkOptions({ to: '/account' }),
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
  products: () => linkOptions({ to: '/platform/products', search: {} }),
  members: (organizationId: string, search: MemberSearch = {}) =>
    linkOptions({ to: '/o/$organizationId/members', params: { organizationId }, search }),
  member: (organizationId: string, memberId: string) =>
    linkOptions({
      to: '/o/$organizationId/members/$memberId',
      params: { organizationId, memberId },
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
  overview: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/overview', params: { organizationId } }),
  settings: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/settings', params: { organizationId } }),
  lowerLevels: (organizationId: string) =>
    linkOptions({ to: '/o/$organizationId/lower-levels', params: { organizationId }, search: {} }),
  /** The same section of another organization, else its overview. */
  section: (organizationId: string, section: string | undefined): RowLink =>
    (sections[section ?? ''] ?? to.overview)(organizationId),
};

const sections: Record<string, (organizationId: string) => RowLink> = {
  members: (organizationId) => to.members(organizationId),
  roles: to.roles,
  settings: to.settings,
  'lower-levels': to.lowerLevels,
};

/** Where somebody starts: staff at the organizations, others in their first organization, else at their account. */
export function home(session: Session) {
  if (isStaff(session)) return to.organizations();
  const first = ownMemberships(session)[0];
  return first ? to.overview(first.organization.id) : to.account();
}
