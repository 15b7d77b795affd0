import { useLingui } from '@lingui/react/macro';
import { Radio, type RadioGroupProps } from '@mantine/core';
import classes from './ReachField.module.css';

/** Where permissions count: in their own organization, or also in everything below it. */
export function ReachField({
  description,
  ...field
}: { description: string } & Omit<RadioGroupProps, 'children' | 'label' | 'description'>) {
  const { t } = useLingui();
  return (
    <Radio.Group label={t`Reach`} description={description} {...field}>
      <div className={classes.reaches}>
        <Radio
          size="xs"
          value="subtree"
          label={t`This organization and everything below it`}
          description={t`Also in every organization that stands below this one, now or later.`}
        />
        <Radio
          size="xs"
          value="own"
          label={t`This organization only`}
          description={t`Nowhere else, whatever stands below.`}
        />
      </div>
    </Radio.Group>
  );
}
