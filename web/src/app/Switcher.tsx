import { Trans, useLingui } from '@lingui/react/macro';
import { Popover, VisuallyHidden } from '@mantine/core';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconSelector from '@tabler/icons-react/dist/esm/icons/IconSelector.mjs';
import IconShield from '@tabler/icons-react/dist/esm/icons/IconShield.mjs';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { organizationQuery } from '~/features/organizations/api';
import { memberships, platformMembership, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { SearchList } from '~/ui/SearchList';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Switcher.module.css';
import { useOrganizationSearch } from './useOrganizationSearch';
import type { Place } from './usePlace';

/** Which organization everything on the page is about, and the way into another; the section stays the same. */
export function Switcher({ place }: { place: Place }) {
  const { t } = useLingui();
  const session = useSession();
  const [opened, setOpened] = useState(false);
  useTopmost(opened);
  const name = usePlaceName(place);
  const platform = platformMembership(session);

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={320}
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button type="button" className={classes.button} onClick={() => setOpened((before) => !before)}>
          <span className={classes.mark} aria-hidden>
            {place.kind === 'platform' ? <IconShield size={14} /> : <IconBuilding size={14} />}
          </span>
          <span className={classes.name}>
            <span className={classes.kind}>
              {place.kind === 'platform' ? <Trans>Platform</Trans> : <Trans>Organization</Trans>}
            </span>
            <span>{name}</span>
          </span>
          <VisuallyHidden>{t`Switch organization`}</VisuallyHidden>
          <IconSelector size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t`Organizations`}>
        <SwitcherList platformName={platform?.organization.name} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function SwitcherList({ platformName, onDone }: { platformName: string | undefined; onDone: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const [query, setQuery] = useState('');
  const { own, others } = useOrganizationSearch(query);
  const section = useRouterState({
    select: (state) => /^\/o\/[^/]+\/(\w+)/.exec(state.location.pathname)?.[1],
  });

  function enter(id: string) {
    onDone();
    void router.navigate(section === 'settings' ? to.settings(id) : to.overview(id));
  }

  const building = <IconBuilding size={16} aria-hidden />;
  return (
    <SearchList
      label={t`Find an organization`}
      query={query}
      onQuery={setQuery}
      nothing={
        query === '' ? t`You belong to no organization yet.` : t`No organization has this in its name.`
      }
      groups={[
        {
          label: t`Platform`,
          items:
            platformName !== undefined &&
            (query === '' || platformName.toLowerCase().includes(query.toLowerCase()))
              ? [
                  {
                    id: 'platform',
                    label: platformName,
                    icon: <IconShield size={16} aria-hidden />,
                    run: () => {
                      onDone();
                      void router.navigate(to.organizations());
                    },
                  },
                ]
              : [],
        },
        {
          label: t`My organizations`,
          items: own.map(({ id, name }) => ({ id, label: name, icon: building, run: () => enter(id) })),
        },
        {
          label: t`All organizations`,
          items: others.map(({ id, name }) => ({ id, label: name, icon: building, run: () => enter(id) })),
        },
      ]}
    />
  );
}

function usePlaceName(place: Place): string {
  const { t } = useLingui();
  const session = useSession();
  const id = place.kind === 'organization' ? place.id : undefined;
  const own = memberships(session).find(({ organization }) =>
    place.kind === 'platform' ? organization.platform : organization.id === id,
  );
  const other = useQuery({ ...organizationQuery(id ?? ''), enabled: id !== undefined && own === undefined });
  return (
    own?.organization.name ?? other.data?.organization.name ?? (place.kind === 'none' ? t`None yet` : '…')
  );
}
