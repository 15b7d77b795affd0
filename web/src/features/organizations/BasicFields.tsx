import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { timeZones } from '~/lib/timeZones';
import { CountedInput } from '~/ui/CountedInput';
import { nameLength } from './formRules';
import { useLabels } from './labels';

/** What every organization has, registered or not: name, website and time zone. */
export function BasicFields({
  inputProps,
  timeZone,
  own,
  disabled,
}: {
  inputProps: (field: 'name' | 'website' | 'timeZone') => GetInputPropsReturnType;
  /** A new organization chooses its time zone, the suggested one first; later it is fixed. */
  timeZone: { suggested: string } | { fixed: string };
  /** Whether it is the user's own, so that the browser may fill in what it knows. */
  own?: boolean;
  disabled?: boolean;
}) {
  const { t } = useLingui();
  const labels = useLabels();
  return (
    <>
      <CountedInput
        label={labels.field('name')}
        required
        limit={nameLength}
        disabled={disabled}
        data-autofocus
        autoComplete={own ? 'organization' : 'off'}
        {...inputProps('name')}
      />
      <TextInput
        label={labels.field('website')}
        type="url"
        placeholder="https://"
        disabled={disabled}
        autoComplete={own ? 'url' : 'off'}
        {...inputProps('website')}
      />
      {'suggested' in timeZone ? (
        <Select
          label={labels.field('timeZone')}
          description={t`It can never be changed later.`}
          required
          searchable
          allowDeselect={false}
          limit={60}
          data={timeZones(timeZone.suggested)}
          {...inputProps('timeZone')}
        />
      ) : (
        <TextInput
          label={labels.field('timeZone')}
          description={t`It is fixed when an organization is made.`}
          value={timeZone.fixed}
          disabled
        />
      )}
    </>
  );
}
