// The account's own page.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { area } from '../i18n';
import { shell } from './layouts';

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(
    area('account', () => import('../features/account/AccountPage')),
    'AccountPage',
  ),
});

export const inShell = [account] as const;
