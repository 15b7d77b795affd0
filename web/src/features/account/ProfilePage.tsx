import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '~/features/session/session';
import { useChooseLanguage } from '~/features/session/useChooseLanguage';
import { isLanguage, languageNames, languages } from '~/i18n';
import { familyNameFirst } from '~/lib/format';
import { Copyable } from '~/ui/Copyable';
import { Fact, Facts, Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import classes from './Account.module.css';
import { EmailSection } from './EmailSection';

const EditProfile = lazy(() => import('./EditProfile').then((module) => ({ default: module.EditProfile })));
const DeleteAccount = lazy(() =>
  import('./DeleteAccount').then((module) => ({ default: module.DeleteAccount })),
);

export function ProfilePage() {
  const { t, i18n } = useLingui();
  const { account } = useSession();
  const chooseLanguage = useChooseLanguage();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  useTitle(t`Profile`, t`Account`);
  const firstName = (
    <Fact key="first" label={t`First name`}>
      {account.firstName}
    </Fact>
  );
  const lastName = (
    <Fact key="last" label={t`Last name`}>
      {account.lastName}
    </Fact>
  );

  return (
    <>
      <Section
        title={t`Personal information`}
        actions={
          <Button variant="default" onClick={() => setOpen('edit')}>
            <Trans>Edit</Trans>
          </Button>
        }
      >
        <Facts>
          <Fact label={t`Display name`}>{account.name}</Fact>
          {familyNameFirst(i18n.locale) ? [lastName, firstName] : [firstName, lastName]}
          <Fact label={t`Mobile phone`}>{account.mobilePhoneDisplay}</Fact>
          <Fact label={t`Account ID`}>
            <Copyable value={account.id} />
          </Fact>
        </Facts>
      </Section>
      <EmailSection />
      <Section title={t`Language`}>
        <p className={classes.text}>
          <Trans>Of the console, and of the messages to you.</Trans>
        </p>
        <Select
          className={classes.language}
          aria-label={t`Language`}
          allowDeselect={false}
          data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          value={i18n.locale}
          onChange={(language) => {
            if (isLanguage(language)) void chooseLanguage(language);
          }}
        />
      </Section>
      <Section title={t`Delete my account`}>
        <p className={classes.text}>
          <Trans>
            Ends all your memberships and removes your personal data, for good. You see exactly what will be
            gone before you confirm it.
          </Trans>
        </p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setOpen('delete')}>
            <Trans>Delete my account…</Trans>
          </Button>
        </div>
      </Section>
      <Suspense>
        {open === 'edit' && <EditProfile onClose={() => setOpen(undefined)} />}
        {open === 'delete' && <DeleteAccount onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}
