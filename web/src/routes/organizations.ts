// The organizations of the deployment and their imports.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseImportSearch } from '../features/imports/search';
import { parseOrganizationSearch } from '../features/organizations/search';
import { platform } from './layouts';

const organizations = createRoute({
  getParentRoute: () => platform,
  path: '/organizations',
  validateSearch: parseOrganizationSearch,
  component: lazyRouteComponent(
    () => import('../features/organizations/OrganizationsPage'),
    'OrganizationsPage',
  ),
});

const organization = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/$organizationId',
  component: lazyRouteComponent(
    () => import('../features/organizations/OrganizationPage'),
    'OrganizationPage',
  ),
});

const imports = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/import',
  component: lazyRouteComponent(() => import('../features/imports/ImportsPage'), 'ImportsPage'),
});

const importDetail = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(() => import('../features/imports/ImportPage'), 'ImportPage'),
});

export const onPlatform = [organizations, organization, imports, importDetail] as const;
