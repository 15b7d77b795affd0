import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { UsageLinks } from '~/features/usages/UsageLinks';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { useReadOnce } from '~/lib/useReadOnce';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { changeNumber, numberQuery } from './api';
import { useNumberLabels } from './labels';
import { usagesOf } from './obstacles';
import './problems';
import type { OutgoingNumber, UsageRef } from '~/api/types';
import { letteringLength, type NumberValues, numberPatch, valuesOf } from './rules';

type Loaded = { number: OutgoingNumber; version: string | null };

/** Edits a number: what is called from, who pays, what the called person reads. */
export function EditNumberDrawer({ numberId, onClose }: { numberId: string; onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const { first, error } = useReadOnce(numberQuery(numberId));
  if (first) return <Form loaded={first} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Edit number`}
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

function Form({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const text = useProblemText();
  const [base, setBase] = useState(loaded);
  const { number } = base;
  const { display } = number;
  const form = useForm<NumberValues>({ initialValues: valuesOf(number) });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [usages, setUsages] = useState<readonly UsageRef[]>([]);
  const [theirs, setTheirs] = useState<Loaded>();

  function wrong(): [keyof NumberValues, string] | undefined {
    const { number: digits, billingNumber, lettering } = form.values;
    if (digits.trim() === '') return ['number', 'required'];
    if (billingNumber.trim() === '') return ['billingNumber', 'required'];
    if (countCharacters(lettering) > letteringLength) return ['lettering', 'too_long'];
    return undefined;
  }

  async function save() {
    setError(undefined);
    setUsages([]);
    setTheirs(undefined);
    form.clearErrors();
    const [field, code] = wrong() ?? [];
    if (field && code) {
      form.setFieldError(field, text.field({ code, message: code }));
      form.getInputNode(field)?.focus();
      return;
    }
    setSaving(true);
    try {
      const patch = numberPatch(valuesOf(number), form.values);
      // Nothing to change is nothing to send.
      if (Object.keys(patch).length > 0) {
        await changeNumber(number.id, patch, base.version);
        toast({ tone: 'done', text: t`The changes to ${display} are saved.` });
      }
      onClose();
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'stale')) return lookAtTheirs();
      if (problem instanceof Problem) setUsages(usagesOf(problem));
      setError(refuse(problem, { number_in_use: 'number' }));
    }
  }

  async function lookAtTheirs() {
    try {
      setTheirs(await queryClient.fetchQuery({ ...numberQuery(number.id), staleTime: 0 }));
    } catch (problem) {
      setError(text.problem(problem));
    }
  }

  function take(current: Loaded, keepMine: boolean) {
    const mine = numberPatch(valuesOf(number), form.values);
    const values = valuesOf(current.number);
    form.setInitialValues(values);
    form.setValues(keepMine ? { ...values, ...mine } : values);
    setBase(current);
    setTheirs(undefined);
  }

  return (
    <FormDrawer
      title={t`Edit ${display}`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={
        theirs ? (
          <StaleChoice onKeepMine={() => take(theirs, true)} onLoadTheirs={() => take(theirs, false)} />
        ) : error !== undefined || usages.length > 0 ? (
          <FormError>
            {error ?? <Trans>Its digits can change when these have ended:</Trans>}
            <UsageLinks usages={usages} />
          </FormError>
        ) : undefined
      }
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <TextInput
        label={labels.field('number')}
        description={
          number.inUse
            ? t`It is in use, so its digits cannot change. Its lettering and billing number can.`
            : undefined
        }
        required
        disabled={number.inUse}
        inputMode="tel"
        autoComplete="off"
        classNames={{ input: 'mono' }}
        data-autofocus={number.inUse ? undefined : true}
        {...form.getInputProps('number')}
      />
      <TextInput
        label={labels.field('billingNumber')}
        description={t`What is sent from the number is charged to this one. It need not be registered here.`}
        required
        inputMode="tel"
        autoComplete="off"
        classNames={{ input: 'mono' }}
        data-autofocus={number.inUse || undefined}
        {...form.getInputProps('billingNumber')}
      />
      <CountedInput
        label={labels.field('lettering')}
        description={t`What the called person reads beside the number.`}
        limit={letteringLength}
        autoComplete="off"
        {...form.getInputProps('lettering')}
      />
    </FormDrawer>
  );
}
