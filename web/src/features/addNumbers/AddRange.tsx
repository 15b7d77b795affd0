import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { Problem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { useSaving } from '~/lib/useSaving';
import { CountedInput } from '~/ui/CountedInput';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import type { RowLink } from '~/ui/table/types';
import { toast } from '~/ui/toast';
import { UnsavedWork } from '~/ui/UnsavedWork';
import { addRange, checkRangeQuery } from './api';
import { letteringLength } from './entries';
import './problems';
import { RangePreview } from './RangePreview';
import { isComplete, type RangeValues, rangeBody } from './range';
import frame from './WayIn.module.css';

const empty: RangeValues = { billingNumber: '', first: '', lastFourDigits: '', lettering: '' };

/** Consecutive numbers, shown before they are saved: how many, from where to where, and what stands in the way. */
export function AddRange({ organizationId, done }: { organizationId: string; done: RowLink }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const form = useForm<RangeValues>({ initialValues: empty });
  const attempt = useAttempt();
  const {
    error,
    frame: { saving, dirty: entered, onSubmit },
  } = useSaving(form, {
    check: ({ billingNumber, first, lastFourDigits, lettering }, rules) => ({
      billingNumber: rules.required(billingNumber),
      first: rules.required(first),
      lastFourDigits: rules.required(lastFourDigits),
      lettering: rules.atMost(letteringLength, lettering),
    }),
    async send(values) {
      const body = rangeBody(values);
      const { count } = await addRange(organizationId, body, attempt([organizationId, body]).key);
      toast({
        tone: 'done',
        text: t`${plural(count, { one: '# number is added.', other: '# numbers are added.' })}`,
      });
      await router.navigate(done);
    },
    onRefused() {
      // What stands in the way now is in the preview.
      void preview.refetch();
      return false;
    },
  });
  const dirty = entered && !saving;
  const [settled] = useDebouncedValue(form.values, 300);
  const complete = isComplete(settled);
  const preview = useQuery({ ...checkRangeQuery(organizationId, rangeBody(settled)), enabled: complete });
  const current = settled === form.values;
  const found = complete && current ? preview.data : undefined;
  // What the preview was refused for, beside the fields; what saving says has precedence.
  const refused = complete && current && preview.error instanceof Problem ? preview.error.errors : [];
  const fieldError = (name: keyof RangeValues) => {
    const first = refused.find(({ location }) => location === `body.${name}`);
    return form.errors[name] ?? (first && text.field(first));
  };
  const elsewhere =
    complete && current && preview.isError && !refused.some(({ location }) => location.slice(5) in empty)
      ? text.problem(preview.error)
      : undefined;

  function save(event: FormEvent) {
    event.preventDefault();
    if (!saving) onSubmit();
  }

  const input = (name: keyof RangeValues) => ({ ...form.getInputProps(name), error: fieldError(name) });

  return (
    <form onSubmit={save} noValidate aria-busy={saving}>
      <Section title={t`Range`}>
        <div className={frame.fields}>
          <TextInput
            label={t`Billing number`}
            description={t`The number that is charged for what these numbers send.`}
            required
            type="tel"
            autoComplete="off"
            className={frame.mono}
            {...input('billingNumber')}
          />
          <TextInput
            label={t`First number`}
            required
            type="tel"
            autoComplete="off"
            className={frame.mono}
            {...input('first')}
          />
          <TextInput
            label={t`Last four digits of the last number`}
            description={t`Every number between is added, both ends included: at most 10,000.`}
            required
            inputMode="numeric"
            maxLength={4}
            autoComplete="off"
            className={frame.mono}
            {...input('lastFourDigits')}
          />
          <CountedInput
            label={t`Lettering`}
            description={t`Shown to the called person beside each of these numbers.`}
            limit={letteringLength}
            autoComplete="off"
            {...input('lettering')}
          />
        </div>
      </Section>
      <Section title={t`Preview`}>
        {found ? (
          <RangePreview found={found} />
        ) : elsewhere ? (
          <Notice tone="danger">{elsewhere}</Notice>
        ) : (
          <p className={frame.quiet} role="status">
            {complete && preview.isFetching ? (
              <Trans>Checking…</Trans>
            ) : (
              <Trans>Fill in the fields above to see which numbers would be added.</Trans>
            )}
          </p>
        )}
      </Section>
      <div className={frame.footer}>
        {error && <Notice tone="danger">{error}</Notice>}
        <div className={frame.buttons}>
          <Button variant="default" onClick={() => router.navigate(done)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={saving} disabled={(found?.conflictCount ?? 0) > 0}>
            {found && found.conflictCount === 0 ? (
              <Plural value={found.count} one="Save # number" other="Save # numbers" />
            ) : (
              <Trans>Save</Trans>
            )}
          </Button>
        </div>
      </div>
      <UnsavedWork unsaved={() => dirty} acrossPages />
    </form>
  );
}
