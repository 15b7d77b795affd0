import { Trans, useLingui } from '@lingui/react/macro';
import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import IconKeyboard from '@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs';
import IconLogout from '@tabler/icons-react/dist/esm/icons/IconLogout.mjs';
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useChooseLanguage } from '~/features/session/useChooseLanguage';
import { useSignOut } from '~/features/session/useSignOut';
import { isLanguage, languageNames, languages } from '~/i18n';
import { to } from '~/paths';
import type { PopupProps } from '~/ui/usePopup';

/** The account, and what is set for this browser and this account. */
export function AccountMenuPopup({
  onKeys,
  opened,
  onChange,
  onReady,
  children,
}: PopupProps & { onKeys: () => void; children: ReactNode }) {
  const { i18n, t } = useLingui();
  const ready = useRef(onReady);
  useEffect(() => ready.current(), []);
  const router = useRouter();
  // Without transitions it would hold them back by a style element, which the policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const chooseLanguage = useChooseLanguage();
  const signOut = useSignOut();
  const schemes: [MantineColorScheme, string][] = [
    ['light', t`Light`],
    ['dark', t`Dark`],
    ['auto', t`As the system`],
  ];

  return (
    <Menu position="top-start" width={232} withinPortal opened={opened} onChange={onChange}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          onClick={() => router.navigate(to.account())}
        >
          <Trans>Account</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>
          <Trans>Theme</Trans>
        </Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {schemes.map(([scheme, label]) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>
          <Trans>Language</Trans>
        </Menu.Label>
        <Menu.RadioGroup
          value={i18n.locale}
          onChange={(language) => {
            if (isLanguage(language)) void chooseLanguage(language);
          }}
        >
          {languages.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language} closeMenuOnClick>
              {languageNames[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onKeys}>
          <Trans>Keys</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
