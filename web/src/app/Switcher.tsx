import { Trans, useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconSelector from '@tabler/icons-react/dist/esm/icons/IconSelector.mjs';
import IconShield from '@tabler/icons-react/dist/esm/icons/IconShield.mjs';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { organizationQuery } from '~/features/organizations/api';
import { memberships, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { to } from '~/paths';
import { usePopup } from '~/ui/usePopup';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Switcher.module.css';
import type { Place } from './usePlace';

const load = area('groups', () => import('~/features/groups/SwitcherPopup'));
const SwitcherPopup = lazy(() => load().then((module) => ({ default: module.SwitcherPopup })));

/** Which organization everything on the page is about, and the way into another; the section stays the same. */
export function Switcher({ place }: { place: Place }) {
  const { t } = useLingui();
  const router = useRouter();
  const { asked, opened, setOpened, onReady, buttonProps } = usePopup(load, 'dialog');
  useTopmost(opened);
  const name = usePlaceName(place);
  const section = useRouterState({
    select: (state) => /^\/o\/[^/]+\/([\w-]+)/.exec(state.location.pathname)?.[1],
  });

  const button = (
    <button type="button" className={classes.button} {...buttonProps}>
      <span className={classes.mark} aria-hidden>
        {place.kind === 'platform' ? <IconShield size={14} /> : <IconBuilding size={14} />}
      </span>
      <span className={classes.name}>
        <span className={classes.kind}>
          {place.kind === 'platform' ? <Trans>Platform</Trans> : <Trans>Organization</Trans>}
        </span>
        <span>{name ?? '…'}</span>
      </span>
      <VisuallyHidden>{t`Switch organization`}</VisuallyHidden>
      <IconSelector size={16} aria-hidden />
    </button>
  );
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <SwitcherPopup
        opened={opened}
        onChange={setOpened}
        onReady={onReady}
        current={place.kind === 'organization' ? place.id : undefined}
        onPlatform={() => {
          setOpened(false);
          void router.navigate(to.organizations());
        }}
        onEnter={(id) => {
          setOpened(false);
          void router.navigate(to.section(id, section));
        }}
      >
        {button}
      </SwitcherPopup>
    </Suspense>
  );
}

/** The name of the organization that one is in, or of the platform's own; none while it is not known, or not seen. */
export function usePlaceName(place: Place): string | undefined {
  const { t } = useLingui();
  const session = useSession();
  const id = place.kind === 'organization' ? place.id : undefined;
  const own = memberships(session).find(({ organization }) =>
    place.kind === 'platform' ? organization.platform : organization.id === id,
  );
  const other = useQuery({ ...organizationQuery(id ?? ''), enabled: id !== undefined && own === undefined });
  return (
    own?.organization.name ??
    other.data?.organization.name ??
    (place.kind === 'none' ? t`None yet` : undefined)
  );
}
