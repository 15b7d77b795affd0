import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { lazy, Suspense, useState } from 'react';
import { useDeployment } from '~/api/deployment';
import { isStaff, useSession } from '~/features/session/session';
import { useChooseLanguage } from '~/features/session/useChooseLanguage';
import { isLanguage, languageNames, languages } from '~/i18n';
import { Copyable } from '~/ui/Copyable';
import { Fact, Facts, Page, Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import classes from './AccountPage.module.css';
import { MyOrganizations } from './MyOrganizations';

const CreateOrganization = lazy(() =>
  import('./CreateOrganization').then((module) => ({ default: module.CreateOrganization })),
);

export function AccountPage() {
  const { t, i18n } = useLingui();
  const session = useSession();
  const { account } = session;
  const { signUp } = useDeployment();
  const chooseLanguage = useChooseLanguage();
  const [creating, setCreating] = useState(false);
  useTitle(t`Account`);

  return (
    <Page title={t`Account`}>
      <Section title={t`Profile`}>
        <Facts>
          <Fact label={t`Name`}>{account.name}</Fact>
          <Fact label={t`E-mail`}>{account.email}</Fact>
          <Fact label={t`Account ID`}>
            <Copyable value={account.id} />
          </Fact>
        </Facts>
        <Select
          className={classes.language}
          label={t`Language`}
          allowDeselect={false}
          data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          value={i18n.locale}
          onChange={(language) => {
            if (isLanguage(language)) void chooseLanguage(language);
          }}
        />
      </Section>
      <Section
        title={t`My organizations`}
        actions={
          signUp === 'open' && (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setCreating(true)}
            >
              <Trans>Create an organization</Trans>
            </Button>
          )
        }
      >
        <MyOrganizations />
        {signUp !== 'open' && !isStaff(session) && (
          <p className={classes.quiet}>
            <Trans>New organizations are registered by the platform's staff here.</Trans>
          </p>
        )}
      </Section>
      <Suspense>{creating && <CreateOrganization onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  );
}
