import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { organizationQuery } from '~/features/organizations/api';
import { isStaff, useSession } from '~/features/session/session';
import { Notice } from '~/ui/Notice';
import { PageSkeleton } from '~/ui/PageSkeleton';
import classes from './InsideLayout.module.css';

const route = getRouteApi('/shell/o/$organizationId');

/** Inside one organization: its pages, and above each what they must know where it is suspended. */
export function InsideLayout() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <SuspendedNotice />
      <Outlet />
    </Suspense>
  );
}

function SuspendedNotice() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const staff = isStaff(useSession());
  if (organization.status !== 'suspended') return null;
  return (
    <div className={classes.notice}>
      <Notice tone="warn" title={t`This organization is suspended`}>
        {staff ? (
          <Trans>Its roles and API keys grant nothing anywhere. The platform keeps acting in it.</Trans>
        ) : (
          <Trans>Its roles and API keys grant nothing until the platform's staff reactivate it.</Trans>
        )}
      </Notice>
    </div>
  );
}
