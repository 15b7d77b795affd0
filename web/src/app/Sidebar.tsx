import { Trans, useLingui } from '@lingui/react/macro';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconHome from '@tabler/icons-react/dist/esm/icons/IconHome.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconTableImport from '@tabler/icons-react/dist/esm/icons/IconTableImport.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { may, useSession } from '~/features/session/session';
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
          </>
        )}
        {place.kind === 'organization' && (
          <>
            <NavLink link={to.overview(place.id)} icon={<IconHome size={16} aria-hidden />}>
              <Trans>Overview</Trans>
            </NavLink>
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
  exact,
  children,
}: {
  link: RowLink;
  icon: ReactNode;
  exact?: boolean;
  children: ReactNode;
}) {
  return (
    <Link
      {...link}
      className={classes.link}
      activeOptions={{ exact: exact ?? false, includeSearch: false }}
      activeProps={{ 'data-active': true }}
    >
      {icon}
      {children}
    </Link>
  );
}
