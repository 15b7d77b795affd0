import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAllowed } from '~/features/session/allowed';
import { memberships, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { TabbedPage } from '~/ui/TabbedPage';

const exactly = { exact: true, includeSearch: false };

/** The settings of an organization, a tab each; only what one may do here. */
export function SettingsFrame({ organizationId, children }: { organizationId: string; children: ReactNode }) {
  const { t } = useLingui();
  const allowed = useAllowed(organizationId);
  const session = useSession();
  // It is a matter of the organization's own people, not of those above it.
  const own = memberships(session).some(
    ({ organization }) => organization.id === organizationId && !organization.platform,
  );
  const mayErase = own && allowed('console.organization.erase');
  const maySecure = allowed('console.policy.manage');
  return (
    <TabbedPage
      title={t`Settings`}
      tabs={
        (mayErase || maySecure) && (
          <>
            <Link {...to.settings(organizationId)} activeOptions={exactly}>
              <Trans>General</Trans>
            </Link>
            {maySecure && (
              <Link {...to.securitySettings(organizationId)} activeOptions={exactly}>
                <Trans>Security</Trans>
              </Link>
            )}
            {mayErase && (
              <Link {...to.eraseSettings(organizationId)} activeOptions={exactly}>
                <Trans>Erase</Trans>
              </Link>
            )}
          </>
        )
      }
    >
      {children}
    </TabbedPage>
  );
}
