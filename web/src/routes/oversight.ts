// What is looked after: the audit trail, and the mail that was not delivered.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseAuditSearch } from '../features/audit/search';
import { parseMailSearch } from '../features/mail/search';
import { area } from '../i18n';
import { inside, platform } from './layouts';

const mail = createRoute({
  getParentRoute: () => platform,
  path: '/mail',
  validateSearch: parseMailSearch,
  component: lazyRouteComponent(
    area('oversight', () => import('../features/mail/MailPage')),
    'MailPage',
  ),
});

const allAudit = createRoute({
  getParentRoute: () => platform,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(
    area('oversight', () => import('../features/audit/AllAuditPage')),
    'AllAuditPage',
  ),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(
    area('oversight', () => import('../features/audit/AuditPage')),
    'AuditPage',
  ),
});

export const onPlatform = [allAudit, mail] as const;
export const insideOne = [audit] as const;
