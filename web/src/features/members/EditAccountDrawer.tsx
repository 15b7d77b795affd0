import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { MemberAccount, MemberAccountPatch } from '~/api/types';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { useReadOnce } from '~/lib/useReadOnce';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
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
  const text = useProblemText();
  const { first, error } = useReadOnce(memberAccountQuery(memberId));
  if (first) return <Form memberId={memberId} loaded={first} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Edit account`}
      submitLabel={t`Save`}
      loading
      saving={false}
      dirty={false}
      submitError={error ? <FormError>{text.problem(error)}</FormError> : undefined}
      onSubmit={() => {}}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}

function valuesOf(account: MemberAccount) {
  return {
    name: account.name,
    firstName: account.firstName,
    lastName: account.lastName,
    mobilePhone: account.mobilePhoneDisplay || (account.mobilePhone ?? ''),
    email: account.email,
  };
}

type Values = ReturnType<typeof valuesOf>;

const counted = ['name', 'firstName', 'lastName'] as const;

function Form({ memberId, loaded, onClose }: { memberId: string; loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const text = useProblemText();
  const [base, setBase] = useState(loaded);
  const form = useForm<Values>({ initialValues: valuesOf(base.account) });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [theirs, setTheirs] = useState<Loaded>();
  const { name, pendingEmail } = base.account;

  function patch(): MemberAccountPatch {
    const before = valuesOf(base.account);
    const now = form.getValues();
    const changed = (field: keyof Values) => now[field].trim() !== before[field];
    const phone = now.mobilePhone.trim();
    return {
      ...(changed('name') ? { name: now.name.trim() } : {}),
      ...(changed('firstName') ? { firstName: now.firstName.trim() } : {}),
      ...(changed('lastName') ? { lastName: now.lastName.trim() } : {}),
      ...(changed('mobilePhone') ? { mobilePhone: phone === '' ? null : phone } : {}),
      ...(changed('email') ? { email: now.email.trim() } : {}),
    };
  }

  function wrong(): Partial<Record<keyof Values, string>> {
    const found: Partial<Record<keyof Values, string>> = {};
    const words = (code: string) => text.field({ code, message: code });
    for (const field of counted)
      if (countCharacters(form.values[field]) > memberNameLength) found[field] = words('too_long');
    for (const field of ['name', 'email'] as const)
      if (form.values[field].trim() === '') found[field] = words('required');
    return found;
  }

  async function save() {
    setError(undefined);
    setTheirs(undefined);
    const found = wrong();
    const [first] = Object.keys(found);
    if (first !== undefined) {
      form.setErrors(found);
      form.getInputNode(first)?.focus();
      return;
    }
    setSaving(true);
    try {
      const change = patch();
      // Nothing to change is nothing to send.
      if (Object.keys(change).length > 0) {
        await changeMemberAccount(memberId, change, base.version);
        const { email } = change;
        toast({
          tone: 'done',
          text:
            email === undefined
              ? t`The changes to the account of ${name} are saved.`
              : t`A code is on its way to ${email}. The address counts once ${name} has entered it.`,
        });
      }
      onClose();
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'stale')) return lookAtTheirs();
      setError(refuse(problem, { email_taken: 'email' }));
    }
  }

  async function lookAtTheirs() {
    try {
      setTheirs(await queryClient.fetchQuery({ ...memberAccountQuery(memberId), staleTime: 0 }));
    } catch (problem) {
      setError(text.problem(problem));
    }
  }

  function take(current: Loaded, keepMine: boolean) {
    const before = valuesOf(base.account);
    const mine = form.getValues();
    const values = valuesOf(current.account);
    form.setInitialValues(values);
    form.setValues(values);
    for (const field of Object.keys(values) as (keyof Values)[])
      if (keepMine && mine[field] !== before[field]) form.setFieldValue(field, mine[field]);
    setBase(current);
    setTheirs(undefined);
  }

  return (
    <FormDrawer
      title={t`Edit the account of ${name}`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={
        theirs ? (
          <StaleChoice onKeepMine={() => take(theirs, true)} onLoadTheirs={() => take(theirs, false)} />
        ) : (
          error && <FormError>{error}</FormError>
        )
      }
      onSubmit={() => void save()}
      onClose={onClose}
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
      <CountedInput
        label={labels.field('firstName')}
        limit={memberNameLength}
        autoComplete="off"
        {...form.getInputProps('firstName')}
      />
      <CountedInput
        label={labels.field('lastName')}
        limit={memberNameLength}
        autoComplete="off"
        {...form.getInputProps('lastName')}
      />
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
