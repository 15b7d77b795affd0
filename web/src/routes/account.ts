// The account's own pages.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { area } from '../i18n';
import { one } from '../lib/searchParams';
import { shell } from './layouts';

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(
    area('account', () => import('../features/account/AccountLayout')),
    'AccountLayout',
  ),
});

const profile = createRoute({
  getParentRoute: () => account,
  path: '/',
  component: lazyRouteComponent(
    area('account', () => import('../features/account/ProfilePage')),
    'ProfilePage',
  ),
});

const security = createRoute({
  getParentRoute: () => account,
  path: '/security',
  component: lazyRouteComponent(
    area('account', () => import('../features/security/SecurityPage')),
    'SecurityPage',
  ),
});

const sessions = createRoute({
  getParentRoute: () => account,
  path: '/sessions',
  component: lazyRouteComponent(
    area('account', () => import('../features/security/SessionsPage')),
    'SessionsPage',
  ),
});

const organizations = createRoute({
  getParentRoute: () => account,
  path: '/organizations',
  validateSearch: (raw: Record<string, unknown>): { create?: true } =>
    one(raw, 'create') === 'true' ? { create: true } : {},
  component: lazyRouteComponent(
    area('account', () => import('../features/account/OrganizationsPage')),
    'OrganizationsPage',
  ),
});

export const inShell = [account.addChildren([profile, security, sessions, organizations])] as const;
