// Members, roles and products.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseImportSearch } from '../features/imports/search';
import { parseInvitationSearch } from '../features/invitations/search';
import { parseMemberForm, parseMemberSearch } from '../features/members/search';
import { parseProductSearch } from '../features/products/search';
import { parseRoleSearch } from '../features/roles/search';
import { area } from '../i18n';
import { parseListSearch } from '../lib/listSearch';
import { inside, platform } from './layouts';

const allMembers = createRoute({
  getParentRoute: () => platform,
  path: '/members',
  validateSearch: parseMemberSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/members/AllMembersPage')),
    'AllMembersPage',
  ),
});

const products = createRoute({
  getParentRoute: () => platform,
  path: '/products',
  validateSearch: parseProductSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/products/ProductsPage')),
    'ProductsPage',
  ),
});

const members = createRoute({
  getParentRoute: () => inside,
  path: '/members',
  validateSearch: parseMemberSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/members/MembersPage')),
    'MembersPage',
  ),
});

const member = createRoute({
  getParentRoute: () => inside,
  path: '/members/$memberId',
  validateSearch: parseMemberForm,
  component: lazyRouteComponent(
    area('people', () => import('../features/members/MemberPage')),
    'MemberPage',
  ),
});

const invitations = createRoute({
  getParentRoute: () => inside,
  path: '/invitations',
  validateSearch: parseInvitationSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/invitations/InvitationsPage')),
    'InvitationsPage',
  ),
});

const newInvitations = createRoute({
  getParentRoute: () => inside,
  path: '/invitations/new',
  component: lazyRouteComponent(
    area('people', () => import('../features/invitations/InvitePage')),
    'InvitePage',
  ),
});

const invitationImports = createRoute({
  getParentRoute: () => inside,
  path: '/invitations/import',
  component: lazyRouteComponent(
    area('people', () => import('../features/invitations/InvitationImportsPage')),
    'InvitationImportsPage',
  ),
});

const invitationImport = createRoute({
  getParentRoute: () => inside,
  path: '/invitations/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/invitations/InvitationImportPage')),
    'InvitationImportPage',
  ),
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: '/roles',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/roles/RolesPage')),
    'RolesPage',
  ),
});

const newRole = createRoute({
  getParentRoute: () => inside,
  path: '/roles/new',
  component: lazyRouteComponent(
    area('people', () => import('../features/roles/RoleFormPage')),
    'NewRolePage',
  ),
});

const role = createRoute({
  getParentRoute: () => inside,
  path: '/roles/$roleId',
  validateSearch: parseRoleSearch,
  component: lazyRouteComponent(
    area('people', () => import('../features/roles/RolePage')),
    'RolePage',
  ),
});

const editRole = createRoute({
  getParentRoute: () => inside,
  path: '/roles/$roleId/edit',
  component: lazyRouteComponent(
    area('people', () => import('../features/roles/RoleFormPage')),
    'EditRolePage',
  ),
});

export const onPlatform = [allMembers, products] as const;
export const insideOne = [
  members,
  member,
  invitations,
  newInvitations,
  invitationImports,
  invitationImport,
  roles,
  newRole,
  role,
  editRole,
] as const;
