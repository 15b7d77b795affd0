import { Trans, useLingui } from '@lingui/react/macro';
import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs';
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs';
import IconId from '@tabler/icons-react/dist/esm/icons/IconId.mjs';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs';
import IconPackage from '@tabler/icons-react/dist/esm/icons/IconPackage.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconTableImport from '@tabler/icons-react/dist/esm/icons/IconTableImport.mjs';
import IconUserShield from '@tabler/icons-react/dist/esm/icons/IconUserShield.mjs';
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs';
import { Link, useMatchRoute } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAllowedSoon } from '~/features/session/allowed';
import { may, platformMembership, useSession } from '~/features/session/session';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';
import { AccountMenu } from './AccountMenu';
import classes from './Sidebar.module.css';
import { Switcher } from './Switcher';
import { paletteKeys } from './useKeys';
import { usePlace } from './usePlace';

export function Sidebar({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { t } = useLingui();
  const session = useSession();
  const place = usePlace();
  const staff = platformMembership(session)?.organization.id;
  const allowed = useAllowedSoon(place.kind === 'organization' ? place.id : undefined);

  return (
    <div className={classes.sidebar}>
      <Switcher place={place} />
      <button type="button" className={classes.search} onClick={onPalette}>
        <IconSearch size={16} aria-hidden />
        <span>
          <Trans>Search</Trans>
        </span>
        <kbd className={classes.key}>{paletteKeys}</kbd>
      </button>
      <nav className={classes.nav} aria-label={t`Main`}>
        {place.kind === 'platform' && (
          <>
            <NavLink link={to.organizations()} exact icon={<IconBuilding size={16} aria-hidden />}>
              <Trans>Organizations</Trans>
            </NavLink>
            {may(session, 'console.groups.manage') && (
              <NavLink link={to.groups()} icon={<IconSitemap size={16} aria-hidden />}>
                <Trans>Groups</Trans>
              </NavLink>
            )}
            {may(session, 'console.organizations.register') && (
              <NavLink link={to.imports()} icon={<IconTableImport size={16} aria-hidden />}>
                <Trans>Imports</Trans>
              </NavLink>
            )}
            {may(session, 'console.members.read') && (
              <NavLink link={to.allMembers()} icon={<IconUsers size={16} aria-hidden />}>
                <Trans>Members</Trans>
              </NavLink>
            )}
            {may(session, 'console.numbers.read') && (
              <NavLink link={to.allNumbers()} icon={<IconPhoneOutgoing size={16} aria-hidden />}>
                <Trans>Outgoing numbers</Trans>
              </NavLink>
            )}
            <NavLink link={to.products()} icon={<IconPackage size={16} aria-hidden />}>
              <Trans>Products</Trans>
            </NavLink>
            {may(session, 'console.audit.read') && (
              <NavLink link={to.allAudit()} icon={<IconHistory size={16} aria-hidden />}>
                <Trans>Audit trail</Trans>
              </NavLink>
            )}
            {may(session, 'console.mail.read') && (
              <NavLink link={to.mail()} icon={<IconMail size={16} aria-hidden />}>
                <Trans>Mail</Trans>
              </NavLink>
            )}
            {staff !== undefined && may(session, 'console.members.read') && (
              <NavLink link={to.members(staff)} icon={<IconUserShield size={16} aria-hidden />}>
                <Trans>Platform staff</Trans>
              </NavLink>
            )}
            {staff !== undefined && may(session, 'console.roles.read') && (
              <NavLink link={to.roles(staff)} icon={<IconId size={16} aria-hidden />}>
                <Trans>Staff roles</Trans>
              </NavLink>
            )}
            {staff !== undefined && may(session, 'console.api_keys.read') && (
              <NavLink link={to.apiKeys(staff)} icon={<IconKey size={16} aria-hidden />}>
                <Trans>Platform API keys</Trans>
              </NavLink>
            )}
          </>
        )}
        {place.kind === 'organization' && (
          <>
            <NavLink link={to.overview(place.id)} icon={<IconHome size={16} aria-hidden />}>
              <Trans>Overview</Trans>
            </NavLink>
            {allowed('console.members.read') && (
              <NavLink link={to.members(place.id)} icon={<IconUsers size={16} aria-hidden />}>
                <Trans>Members</Trans>
              </NavLink>
            )}
            {allowed('console.members.read') && (
              <NavLink link={to.invitations(place.id)} icon={<IconMail size={16} aria-hidden />}>
                <Trans>Invitations</Trans>
              </NavLink>
            )}
            {allowed('console.roles.read') && (
              <NavLink link={to.roles(place.id)} icon={<IconId size={16} aria-hidden />}>
                <Trans>Roles</Trans>
              </NavLink>
            )}
            {allowed('console.numbers.read') ? (
              <NavLink
                link={to.numbers(place.id)}
                also={to.usages(place.id)}
                icon={<IconPhoneOutgoing size={16} aria-hidden />}
              >
                <Trans>Outgoing numbers</Trans>
              </NavLink>
            ) : (
              allowed('console.usages.read') && (
                <NavLink link={to.usages(place.id)} icon={<IconBroadcast size={16} aria-hidden />}>
                  <Trans>Usages</Trans>
                </NavLink>
              )
            )}
            {allowed('console.api_keys.read') && (
              <NavLink link={to.apiKeys(place.id)} icon={<IconKey size={16} aria-hidden />}>
                <Trans>API keys</Trans>
              </NavLink>
            )}
            {allowed('console.audit.read') && (
              <NavLink link={to.audit(place.id)} icon={<IconHistory size={16} aria-hidden />}>
                <Trans>Audit trail</Trans>
              </NavLink>
            )}
            <NavLink link={to.settings(place.id)} icon={<IconSettings size={16} aria-hidden />}>
              <Trans>Settings</Trans>
            </NavLink>
          </>
        )}
      </nav>
      <AccountMenu onKeys={onKeys} />
    </div>
  );
}

function NavLink({
  link,
  icon,
  also,
  exact,
  children,
}: {
  link: RowLink;
  /** Another page of the same section. */
  also?: RowLink;
  icon: ReactNode;
  exact?: boolean;
  children: ReactNode;
}) {
  const within = useMatchRoute();
  const here = also !== undefined && within({ ...also, fuzzy: true, includeSearch: false }) !== false;
  return (
    <Link
      {...link}
      data-active={here || undefined}
      className={classes.link}
      activeOptions={{ exact: exact ?? false, includeSearch: false }}
      activeProps={{ 'data-active': true }}
    >
      {icon}
      {children}
    </Link>
  );
}
