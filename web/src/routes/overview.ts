// What an organization begins with.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { area } from '../i18n';
import { inside } from './layouts';

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/overview',
  component: lazyRouteComponent(() => import('../features/overview/OverviewPage'), 'OverviewPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(
    area('people', () => import('../features/settings/SettingsPage')),
    'SettingsPage',
  ),
});

const securitySettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/security',
  component: lazyRouteComponent(
    area('people', () => import('../features/settings/SecuritySettings')),
    'SecuritySettings',
  ),
});

const eraseSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/erase',
  component: lazyRouteComponent(
    area('people', () => import('../features/settings/EraseSettings')),
    'EraseSettings',
  ),
});

export const insideOne = [overview, settings, securitySettings, eraseSettings] as const;
