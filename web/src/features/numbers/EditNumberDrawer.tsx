import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { UsageLinks } from '~/features/usages/UsageLinks';
import { useEditing } from '~/lib/useEditing';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { changeNumber, numberQuery } from './api';
import { useNumberLabels } from './labels';
import { usagesOf } from './obstacles';
import './problems';
import type { OutgoingNumber } from '~/api/types';
import { letteringLength, valuesOf } from './rules';

type Loaded = { number: OutgoingNumber; version: string | null };

/** Edits a number: what is called from, who pays, what the called person reads. */
export function EditNumberDrawer({ numberId, onClose }: { numberId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer
      query={numberQuery(numberId)}
      title={t`Edit number`}
      submitLabel={t`Save`}
      onClose={onClose}
    >
      {(first) => <Form loaded={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
}

function Form({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const { form, base, error, refused, stale, frame } = useEditing({
    loaded,
    query: numberQuery(loaded.number.id),
    valuesOf: ({ number }) => valuesOf(number),
    check: ({ number, billingNumber, lettering }, rules) => ({
      number: rules.required(number),
      billingNumber: rules.required(billingNumber),
      lettering: rules.atMost(letteringLength, lettering),
    }),
    codes: { number_in_use: 'number' },
    async send(changed, { number: { id, display }, version }) {
      await changeNumber(id, changed, version);
      toast({ tone: 'done', text: t`The changes to ${display} are saved.` });
    },
    onSaved: onClose,
  });
  const { number } = base;
  const { display } = number;
  const usages = refused ? usagesOf(refused) : [];

  return (
    <FormDrawer
      title={t`Edit ${display}`}
      submitLabel={t`Save`}
      loading={false}
      submitError={
        stale ? (
          <StaleChoice {...stale} />
        ) : error !== undefined || usages.length > 0 ? (
          <FormError>
            {error ?? <Trans>Its digits can change when these have ended:</Trans>}
            <UsageLinks usages={usages} />
          </FormError>
        ) : undefined
      }
      onClose={onClose}
      {...frame}
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
