import { useLingui } from '@lingui/react/macro';
import type { GetInputPropsReturnType } from '@mantine/form';
import type { FieldRules } from '~/lib/useFieldRules';
import { CountedInput } from '~/ui/CountedInput';

const nameLength = 30;
const descriptionLength = 30;

export type GroupValues = { name: string; description: string };

export function checkGroup({ name, description }: GroupValues, rules: FieldRules) {
  return {
    name: rules.required(name) ?? rules.atMost(nameLength, name),
    description: rules.atMost(descriptionLength, description),
  };
}

/** What a group is called, and a line about it. */
export function GroupFields({
  inputProps,
}: {
  inputProps: (field: keyof GroupValues) => GetInputPropsReturnType;
}) {
  const { t } = useLingui();
  return (
    <>
      <CountedInput data-autofocus label={t`Name`} withAsterisk limit={nameLength} {...inputProps('name')} />
      <CountedInput label={t`Description`} limit={descriptionLength} {...inputProps('description')} />
    </>
  );
}
