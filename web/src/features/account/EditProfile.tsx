import { useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useSession } from '~/features/session/session';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { toast } from '~/ui/toast';
import { changeAccount } from './api';
import { nameLength, type ProfileValues, profilePatch, profileValues } from './profile';

/** How others see one, and what they may call. */
export function EditProfile({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const { account } = useSession();
  const [before] = useState(() => profileValues(account));
  const form = useForm<ProfileValues>({ initialValues: before });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();

  function fail(field: keyof ProfileValues, code: string) {
    form.setFieldError(field, text.field({ code, message: code }));
    form.getInputNode(field)?.focus();
  }

  async function save() {
    setError(undefined);
    const { values } = form;
    if (values.name.trim() === '') return fail('name', 'required');
    for (const field of ['name', 'firstName', 'lastName'] as const)
      if (countCharacters(values[field]) > nameLength) return fail(field, 'too_long');
    const patch = profilePatch(before, values);
    setSaving(true);
    try {
      // Nothing to change is nothing to send.
      if (Object.keys(patch).length > 0) {
        await changeAccount(patch);
        toast({ tone: 'done', text: t`Your personal information is saved.` });
      }
      onClose();
    } catch (problem) {
      setSaving(false);
      setError(refuse(problem));
    }
  }

  return (
    <FormDrawer
      title={t`Edit personal information`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={error && <FormError>{error}</FormError>}
      onSubmit={() => void save()}
      onClose={onClose}
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
      <CountedInput
        label={t`First name`}
        limit={nameLength}
        autoComplete="given-name"
        {...form.getInputProps('firstName')}
      />
      <CountedInput
        label={t`Last name`}
        limit={nameLength}
        autoComplete="family-name"
        {...form.getInputProps('lastName')}
      />
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
