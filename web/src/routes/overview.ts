// What an organization begins with.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './layouts';

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/overview',
  component: lazyRouteComponent(() => import('../features/overview/OverviewPage'), 'OverviewPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/overview/SettingsPage'), 'SettingsPage'),
});

export const insideOne = [overview, settings] as const;
