import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { formatDateTime } from '~/lib/format';
import classes from './ApiKeys.module.css';
import { type ApiKeyValues, type Expiry, expiries, expiryOf } from './rules';

/** How long the key works: some days, to a day, or without end. */
export function ExpiryField({ form, timeZone }: { form: UseFormReturnType<ApiKeyValues>; timeZone: string }) {
  const { t, i18n } = useLingui();
  const { expiry } = form.values;
  const names: Record<Expiry, string> = {
    '30': t`${plural(30, { one: '# day', other: '# days' })}`,
    '90': t`${plural(90, { one: '# day', other: '# days' })}`,
    '365': t`${plural(365, { one: '# day', other: '# days' })}`,
    date: t`On a day of your choice`,
    never: t`Never`,
  };

  function description(): string {
    if (expiry === 'never') return t`Until it is revoked. Prefer a key that ends.`;
    if (expiry === 'date') return t`It works to the end of that day in ${timeZone}.`;
    const end = formatDateTime(expiryOf(form.values, new Date(), timeZone) ?? '', timeZone, i18n.locale);
    return t`Until ${end}`;
  }

  return (
    <div className={classes.expiry}>
      <Select
        label={t`Expires`}
        description={description()}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={expiries.map((value) => ({ value, label: names[value] }))}
        {...form.getInputProps('expiry')}
      />
      {expiry === 'date' && (
        <TextInput type="date" label={t`Last day`} required {...form.getInputProps('expiresAt')} />
      )}
    </div>
  );
}
