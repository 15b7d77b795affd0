import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import type { MemberAccount } from '~/api/types';
import { familyNameFirst } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { useEditing } from '~/lib/useEditing';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { changeMemberAccount, memberAccountQuery } from './api';
import { useMemberLabels } from './labels';
import './problems';
import { memberNameLength } from './rules';

type Loaded = { account: MemberAccount; version: string | null };

/** Edits what a member's account says of its owner, for whoever manages every organization that it belongs to. */
export function EditAccountDrawer({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer
      query={memberAccountQuery(memberId)}
      title={t`Edit account`}
      submitLabel={t`Save`}
      onClose={onClose}
    >
      {(first) => <Form memberId={memberId} loaded={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
}

function valuesOf({ account }: Loaded) {
  return {
    name: account.name,
    firstName: account.firstName,
    lastName: account.lastName,
    mobilePhone: account.mobilePhoneDisplay || (account.mobilePhone ?? ''),
    email: account.email,
  };
}

function Form({ memberId, loaded, onClose }: { memberId: string; loaded: Loaded; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const labels = useMemberLabels();
  const { form, base, error, stale, frame } = useEditing({
    loaded,
    query: memberAccountQuery(memberId),
    valuesOf,
    check: ({ name, firstName, lastName, email }, rules) => ({
      name: rules.required(name) ?? rules.atMost(memberNameLength, name),
      firstName: rules.atMost(memberNameLength, firstName),
      lastName: rules.atMost(memberNameLength, lastName),
      email: rules.required(email),
    }),
    codes: { email_taken: 'email' },
    async send(changed, { account: { name }, version }) {
      const mobilePhone = changed.mobilePhone === '' ? null : changed.mobilePhone;
      await changeMemberAccount(memberId, compact({ ...changed, mobilePhone }), version);
      const { email } = changed;
      toast({
        tone: 'done',
        text:
          email === undefined
            ? t`The changes to the account of ${name} are saved.`
            : t`A code is on its way to ${email}. The address counts once ${name} has entered it.`,
      });
    },
    onSaved: onClose,
  });
  const { name, pendingEmail } = base.account;

  const firstName = (
    <CountedInput
      key="firstName"
      label={labels.field('firstName')}
      limit={memberNameLength}
      autoComplete="off"
      {...form.getInputProps('firstName')}
    />
  );
  const lastName = (
    <CountedInput
      key="lastName"
      label={labels.field('lastName')}
      limit={memberNameLength}
      autoComplete="off"
      {...form.getInputProps('lastName')}
    />
  );
  return (
    <FormDrawer
      title={t`Edit the account of ${name}`}
      submitLabel={t`Save`}
      loading={false}
      submitError={stale ? <StaleChoice {...stale} /> : error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <Notice tone="info">
        <Trans>
          This is the account itself, as every organization sees it. Its owner is told of each change by
          e-mail.
        </Trans>
      </Notice>
      <CountedInput
        label={labels.field('name')}
        description={t`As others see them.`}
        required
        limit={memberNameLength}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('name')}
      />
      {familyNameFirst(i18n.locale) ? [lastName, firstName] : [firstName, lastName]}
      <TextInput
        label={labels.field('mobilePhone')}
        description={t`For information only: nothing is sent to it.`}
        type="tel"
        autoComplete="off"
        {...form.getInputProps('mobilePhone')}
      />
      <TextInput
        label={labels.field('email')}
        description={t`Another address counts once the owner has entered the code that is mailed to it. The present one is told.`}
        required
        type="email"
        autoComplete="off"
        {...form.getInputProps('email')}
      />
      {pendingEmail !== null && (
        <Notice tone="info" title={t`${pendingEmail} waits for the owner`}>
          <Trans>
            The code that was mailed to it has not been entered yet. Until then {base.account.email} counts.
          </Trans>
        </Notice>
      )}
    </FormDrawer>
  );
}
