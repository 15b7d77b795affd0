import { useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useSession } from '~/features/session/session';
import { familyNameFirst } from '~/lib/format';
import { useSaving } from '~/lib/useSaving';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { toast } from '~/ui/toast';
import { changeAccount } from './api';
import { nameLength, type ProfileValues, profilePatch, profileValues } from './profile';

/** How others see one, and what they may call. */
export function EditProfile({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { account } = useSession();
  const [before] = useState(() => profileValues(account));
  const form = useForm<ProfileValues>({ initialValues: before });
  const { error, frame } = useSaving(form, {
    check: ({ name, firstName, lastName }, rules) => ({
      name: rules.required(name) ?? rules.atMost(nameLength, name),
      firstName: rules.atMost(nameLength, firstName),
      lastName: rules.atMost(nameLength, lastName),
    }),
    async send(values) {
      const patch = profilePatch(before, values);
      // Nothing to change is nothing to send.
      if (Object.keys(patch).length > 0) {
        await changeAccount(patch);
        toast({ tone: 'done', text: t`Your personal information is saved.` });
      }
      onClose();
    },
  });

  const firstName = (
    <CountedInput
      key="firstName"
      label={t`First name`}
      limit={nameLength}
      autoComplete="given-name"
      {...form.getInputProps('firstName')}
    />
  );
  const lastName = (
    <CountedInput
      key="lastName"
      label={t`Last name`}
      limit={nameLength}
      autoComplete="family-name"
      {...form.getInputProps('lastName')}
    />
  );
  return (
    <FormDrawer
      title={t`Edit personal information`}
      submitLabel={t`Save`}
      loading={false}
      submitError={error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <CountedInput
        label={t`Display name`}
        description={t`As others see you.`}
        required
        limit={nameLength}
        autoComplete="nickname"
        data-autofocus
        {...form.getInputProps('name')}
      />
      {familyNameFirst(i18n.locale) ? [lastName, firstName] : [firstName, lastName]}
      <TextInput
        label={t`Mobile phone`}
        description={t`For your administrators to see. Nothing is sent to it.`}
        type="tel"
        autoComplete="tel"
        {...form.getInputProps('mobilePhone')}
      />
    </FormDrawer>
  );
}
