import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { NewMember } from '~/api/types';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useAttempt } from '~/lib/useAttempt';
import { useSaving } from '~/lib/useSaving';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { addMember } from './api';
import { useMemberLabels } from './labels';
import './problems';
import { RoleChoice } from './RoleChoice';
import { memberNameLength, taskLength } from './rules';

type Choice = { id: string; name: string };
type Values = {
  organization: Choice | null;
  name: string;
  email: string;
  mobilePhone: string;
  task: string;
  roleIds: string[];
};

/** Adds somebody to an organization: with an account of their own, or by a question to the owner of one. */
export function AddMemberDrawer({
  organization,
  onClose,
}: {
  organization: Choice | undefined;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const form = useForm<Values>({
    initialValues: {
      organization: organization ?? null,
      name: '',
      email: '',
      mobilePhone: '',
      task: '',
      roleIds: [],
    },
  });
  const attempt = useAttempt();
  const { values } = form;
  const { error, frame } = useSaving(form, {
    check: ({ organization: chosen, name, email, mobilePhone, task }, rules) => ({
      organization: rules.required(chosen?.id ?? ''),
      name: rules.required(name) ?? rules.atMost(memberNameLength, name),
      email: rules.required(email),
      mobilePhone: rules.required(mobilePhone),
      task: rules.atMost(taskLength, task),
    }),
    codes: { already_member: 'email' },
    async send({ organization: chosen, task, roleIds, ...who }) {
      if (!chosen) return;
      const body: NewMember = {
        name: who.name.trim(),
        email: who.email.trim(),
        mobilePhone: who.mobilePhone.trim(),
        ...(task.trim() === '' ? {} : { task: task.trim() }),
        roleIds,
      };
      const { name, email, awaits } = await addMember(chosen.id, body, attempt([chosen.id, body]).key);
      toast({
        tone: 'done',
        text:
          awaits === 'owner'
            ? t`${email} has an account already. Its owner is asked and can accept at the next sign-in.`
            : t`${name} is added. A temporary password is on its way to ${email}.`,
      });
      onClose();
    },
  });

  return (
    <FormDrawer
      title={t`Add a member`}
      submitLabel={t`Add`}
      loading={false}
      submitError={error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <Notice tone="info">
        <p>
          <Trans>
            A new address gets an account and, by e-mail, a temporary password. It works for 72 hours and is
            replaced at the first sign-in.
          </Trans>
        </p>
        <p>
          <Trans>
            Where the address has an account already, its owner is asked first and keeps their own name and
            mobile phone.
          </Trans>
        </p>
      </Notice>
      {organization ? (
        <TextInput label={labels.field('organization')} value={organization.name} disabled />
      ) : (
        <OrganizationSelect
          any
          autoFocus
          required
          label={labels.field('organization')}
          value={values.organization}
          onChange={(choice) => form.setValues({ organization: choice, roleIds: [] })}
          error={form.errors.organization}
        />
      )}
      <CountedInput
        label={labels.field('name')}
        required
        limit={memberNameLength}
        autoComplete="off"
        data-autofocus={organization ? true : undefined}
        {...form.getInputProps('name')}
      />
      <TextInput
        label={labels.field('email')}
        required
        type="email"
        autoComplete="off"
        {...form.getInputProps('email')}
      />
      <TextInput
        label={labels.field('mobilePhone')}
        description={t`For information only: nothing is sent to it.`}
        required
        type="tel"
        autoComplete="off"
        {...form.getInputProps('mobilePhone')}
      />
      <CountedInput
        label={labels.field('task')}
        limit={taskLength}
        autoComplete="off"
        {...form.getInputProps('task')}
      />
      {values.organization && (
        <RoleChoice
          organizationId={values.organization.id}
          current={[]}
          value={values.roleIds}
          onChange={(roleIds) => form.setFieldValue('roleIds', roleIds)}
          error={form.errors.roleIds}
        />
      )}
    </FormDrawer>
  );
}
