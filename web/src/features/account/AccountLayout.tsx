import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useSession } from '~/features/session/session';
import { to } from '~/paths';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { TabbedPage } from '~/ui/TabbedPage';
import './problems';

/** The account's pages, a tab each. */
export function AccountLayout() {
  const { t } = useLingui();
  const { account } = useSession();
  return (
    <TabbedPage
      title={t`Account`}
      meta={
        <>
          {account.name} · {account.email}
        </>
      }
      tabs={
        <>
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
        </>
      }
    >
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </TabbedPage>
  );
}
