import { Trans, useLingui } from '@lingui/react/macro';
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { isProblem } from '~/api/problem';
import { StartLink } from '~/app/StartLink';
import { organizationQuery } from '~/features/organizations/api';
import { isStaff, memberships, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { Notice } from '~/ui/Notice';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import classes from './InsideLayout.module.css';

const route = getRouteApi('/shell/o/$organizationId');

/** Inside one organization: its pages, and above each what they must know where it is suspended. */
export function InsideLayout() {
  const { organizationId } = route.useParams();
  const { data, error } = useQuery(organizationQuery(organizationId));
  // It was there a moment ago: what is seen of it now is from before.
  if (data && isProblem(error) && (error.status === 404 || error.status === 403))
    return <NoLonger name={data.organization.name} />;
  return (
    <Suspense fallback={<PageSkeleton />}>
      <SuspendedNotice />
      <Guarded>
        <Outlet />
      </Guarded>
    </Suspense>
  );
}

/** Where a second factor is required that the account has not, the membership gives nothing: what to do instead. */
function Guarded({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const membership = memberships(useSession()).find(({ organization }) => organization.id === organizationId);
  if (!membership?.secondFactorRequired) return children;
  const { name } = membership.organization;
  const title = t`${name} requires a second factor`;
  const what = (
    <Trans>
      Your membership here gives nothing until your account signs in with an authenticator app or a passkey as
      well. It takes a minute, and then it counts at once.
    </Trans>
  );
  const link = (
    <Link {...to.accountSecurity()}>
      <Trans>Set up a second factor</Trans>
    </Link>
  );
  // Roles of a higher level, or of the platform, count here all the same.
  if (membership.permissions.length > 0) {
    return (
      <>
        <div className={classes.notice}>
          <Notice tone="warn" title={title} actions={link}>
            {what}
          </Notice>
        </div>
        {children}
      </>
    );
  }
  return <Required title={title} what={what} link={link} />;
}

function Required({ title, what, link }: { title: string; what: ReactNode; link: ReactNode }) {
  useTitle(title);
  return (
    <EmptyState page icon={<IconLock size={24} />} title={title} actions={link}>
      {what}
    </EmptyState>
  );
}

/** The membership, or the role of a higher level, that led here is gone. */
function NoLonger({ name }: { name: string }) {
  const { t } = useLingui();
  const title = t`You no longer have access to ${name}`;
  useTitle(title);
  return (
    <EmptyState page icon={<IconLock size={24} />} title={title} actions={<StartLink />}>
      <Trans>
        Your membership has been disabled or removed, or the organization is gone. An Admin of it, or the
        platform's staff, can let you in again.
      </Trans>
    </EmptyState>
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
