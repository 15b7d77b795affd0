// What the platform's staff look after: the mail that was not delivered.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseMailSearch } from '../features/mail/search';
import { area } from '../i18n';
import { platform } from './layouts';

const mail = createRoute({
  getParentRoute: () => platform,
  path: '/mail',
  validateSearch: parseMailSearch,
  component: lazyRouteComponent(
    area('oversight', () => import('../features/mail/MailPage')),
    'MailPage',
  ),
});

export const onPlatform = [mail] as const;
