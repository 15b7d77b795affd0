import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { CountedInput } from '~/ui/CountedInput';

export const nameLength = 30;
export const descriptionLength = 30;

export type GroupValues = { name: string; description: string };

/** What a group is called, and a line about it. */
export function GroupFields({
  values,
  errors,
  onChange,
}: {
  values: GroupValues;
  errors: Partial<Record<keyof GroupValues, ReactNode>>;
  onChange: (change: Partial<GroupValues>) => void;
}) {
  const { t } = useLingui();
  return (
    <>
      <CountedInput
        data-autofocus
        name="name"
        label={t`Name`}
        withAsterisk
        limit={nameLength}
        value={values.name}
        error={errors.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <CountedInput
        name="description"
        label={t`Description`}
        limit={descriptionLength}
        value={values.description}
        error={errors.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </>
  );
}
