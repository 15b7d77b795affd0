import { useLingui } from '@lingui/react/macro';
import { Modal, useMantineColorScheme } from '@mantine/core';
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs';
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconPhoneOutgoing from '@tabler/icons-react/dist/esm/icons/IconPhoneOutgoing.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useAllowedSoon } from '~/features/session/allowed';
import { isStaff, may, platformMembership, useSession } from '~/features/session/session';
import { useSignOut } from '~/features/session/useSignOut';
import { to } from '~/paths';
import { SearchList } from '~/ui/SearchList';
import type { RowLink } from '~/ui/table/types';
import { useTopmost } from '~/ui/useTopmost';
import { useGroupSearch } from './useGroupSearch';
import { useMemberSearch } from './useMemberSearch';
import { useNumberSearch } from './useNumberSearch';
import { useOrganizationSearch } from './useOrganizationSearch';
import { usePlace } from './usePlace';

/** Finds pages, organizations and actions; it offers only what one may do. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const { t, i18n } = useLingui();
  const top = useTopmost(true);
  const [query, setQuery] = useState('');
  const { pages, actions } = useCommands(onClose, onKeys);
  const { own, others } = useOrganizationSearch(query);
  const groups = useGroupSearch(query);
  const members = useMemberSearch(query);
  const numbers = useNumberSearch(query);
  const session = useSession();
  const router = useRouter();
  const wanted = query.trim().toLocaleLowerCase(i18n.locale);
  const matching = <T extends { label: string }>(items: T[]) =>
    items.filter(({ label }) => label.toLocaleLowerCase(i18n.locale).includes(wanted));

  const building = <IconBuilding size={16} aria-hidden />;
  function open(id: string) {
    onClose();
    // Staff look an organization up, its own people go inside.
    void router.navigate(isStaff(session) ? to.organization(id) : to.overview(id));
  }

  return (
    <Modal.Root opened onClose={onClose} size={560} yOffset="12dvh" closeOnEscape={top}>
      <Modal.Overlay />
      <Modal.Content aria-label={t`Find pages, organizations and actions`}>
        <Modal.Body p={0}>
          <SearchList
            label={t`Find pages, organizations and actions`}
            query={query}
            onQuery={setQuery}
            nothing={t`Nothing found.`}
            groups={[
              { label: t`Pages`, items: matching(pages) },
              {
                label: t`Organizations`,
                items: [...own, ...others].map(({ id, name }) => ({
                  id,
                  label: name,
                  hint: id,
                  icon: building,
                  run: () => open(id),
                })),
              },
              {
                label: t`Members`,
                items: members.map(({ id, name, email, organizationId, organizationName }) => ({
                  id,
                  label: `${name} · ${email}`,
                  hint: organizationName,
                  icon: <IconUser size={16} aria-hidden />,
                  run: () => {
                    onClose();
                    void router.navigate(to.member(organizationId, id));
                  },
                })),
              },
              {
                label: t`Outgoing numbers`,
                items: numbers.map(({ id, display, lettering, organizationId, organizationName }) => ({
                  id,
                  label: lettering === '' ? display : `${display} · ${lettering}`,
                  hint: organizationName,
                  icon: <IconPhoneOutgoing size={16} aria-hidden />,
                  run: () => {
                    onClose();
                    void router.navigate(to.number(organizationId, id));
                  },
                })),
              },
              {
                label: t`Groups`,
                items: groups.map(({ id, name }) => ({
                  id,
                  label: name,
                  icon: <IconSitemap size={16} aria-hidden />,
                  run: () => {
                    onClose();
                    void router.navigate(to.group(id));
                  },
                })),
              },
              { label: t`Actions`, items: matching(actions) },
            ]}
          />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function useCommands(onClose: () => void, onKeys: () => void) {
  const { t } = useLingui();
  const session = useSession();
  const place = usePlace();
  const router = useRouter();
  const signOut = useSignOut();
  // See AccountMenu for the transitions.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const staff = isStaff(session);
  const platform = platformMembership(session)?.organization.id;
  const mayRegister = may(session, 'console.organizations.register');
  const allowed = useAllowedSoon(place.kind === 'organization' ? place.id : undefined);

  // Inside of an organization its own numbers; on the platform anybody's.
  const where = place.kind === 'organization' ? place.id : undefined;
  const mayAdd = where === undefined ? may(session, 'console.numbers.add') : allowed('console.numbers.add');

  const page = (id: string, label: string, link: RowLink) => ({
    id,
    label,
    icon: <IconArrowRight size={16} aria-hidden />,
    run: () => {
      onClose();
      void router.navigate(link);
    },
  });
  const action = (id: string, label: string, run: () => void) => ({
    id,
    label,
    icon: <IconBolt size={16} aria-hidden />,
    run: () => {
      onClose();
      run();
    },
  });

  return {
    pages: [
      ...(staff ? [page('organizations', t`Organizations`, to.organizations())] : []),
      ...(may(session, 'console.groups.manage') ? [page('groups', t`Groups`, to.groups())] : []),
      ...(mayRegister ? [page('imports', t`Imports`, to.imports())] : []),
      ...(platform !== undefined && may(session, 'console.members.read')
        ? [
            page('all-members', t`Members`, to.allMembers()),
            page('staff', t`Platform staff`, to.members(platform)),
          ]
        : []),
      ...(may(session, 'console.numbers.read')
        ? [page('all-numbers', t`Outgoing numbers`, to.allNumbers())]
        : []),
      ...(platform !== undefined && may(session, 'console.roles.read')
        ? [page('staff-roles', t`Staff roles`, to.roles(platform))]
        : []),
      ...(staff ? [page('products', t`Products`, to.products())] : []),
      ...(may(session, 'console.audit.read') ? [page('all-audit', t`Audit trail`, to.allAudit())] : []),
      ...(may(session, 'console.mail.read') ? [page('mail', t`Mail`, to.mail())] : []),
      ...(platform !== undefined && may(session, 'console.api_keys.read')
        ? [page('platform-api-keys', t`Platform API keys`, to.apiKeys(platform))]
        : []),
      ...(place.kind === 'organization'
        ? [
            page('overview', t`Overview`, to.overview(place.id)),
            ...(allowed('console.members.read')
              ? [
                  page('members', t`Members`, to.members(place.id)),
                  page('invitations', t`Invitations`, to.invitations(place.id)),
                ]
              : []),
            ...(allowed('console.roles.read') ? [page('roles', t`Roles`, to.roles(place.id))] : []),
            ...(allowed('console.numbers.read')
              ? [page('numbers', t`Outgoing numbers`, to.numbers(place.id))]
              : []),
            ...(allowed('console.usages.read') ? [page('usages', t`Usages`, to.usages(place.id))] : []),
            ...(allowed('console.api_keys.read')
              ? [page('api-keys', t`API keys`, to.apiKeys(place.id))]
              : []),
            ...(allowed('console.audit.read') ? [page('audit', t`Audit trail`, to.audit(place.id))] : []),
            page('settings', t`Settings`, to.settings(place.id)),
          ]
        : []),
      page('account', t`Account`, to.account()),
    ],
    actions: [
      ...(mayRegister
        ? [
            action('register', t`Register an organization`, () =>
              router.navigate(to.organizations({ form: 'new' })),
            ),
          ]
        : []),
      ...(place.kind === 'organization' && allowed('console.members.invite')
        ? [action('invite', t`Invite people`, () => router.navigate(to.invite(place.id)))]
        : []),
      ...(mayAdd
        ? [
            action('add-numbers', t`Add numbers`, () => router.navigate(to.addNumbers(where))),
            action('add-range', t`Add a range of numbers`, () => router.navigate(to.addRange(where))),
            action('import-numbers', t`Import numbers`, () => router.navigate(to.numberImports(where))),
          ]
        : []),
      action('light', t`Use the light theme`, () => setColorScheme('light')),
      action('dark', t`Use the dark theme`, () => setColorScheme('dark')),
      action('auto', t`Use the system's theme`, () => setColorScheme('auto')),
      action('keys', t`Show the keys`, onKeys),
      action('sign-out', t`Sign out`, signOut),
    ],
  };
}
