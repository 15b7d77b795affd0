import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useSession } from '~/features/session/session';
import { to } from '~/paths';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { PageTabs } from '~/ui/PageTabs';
import classes from './Account.module.css';
import './problems';

/** The account's pages, a tab each. */
export function AccountLayout() {
  const { t } = useLingui();
  const { account } = useSession();
  return (
    <div>
      <header className={classes.head}>
        <h1>
          <Trans>Account</Trans>
        </h1>
        <p className={classes.who}>
          {account.name} · {account.email}
        </p>
      </header>
      <PageTabs page label={t`Account`}>
        <Link {...to.account()} activeOptions={{ exact: true }}>
          <Trans>Profile</Trans>
        </Link>
        <Link {...to.accountSecurity()}>
          <Trans>Security</Trans>
        </Link>
        <Link {...to.accountSessions()}>
          <Trans>Sessions</Trans>
        </Link>
        <Link {...to.accountOrganizations()} activeOptions={{ includeSearch: false }}>
          <Trans>Organizations</Trans>
        </Link>
      </PageTabs>
      <div className={classes.body}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
