import { TextInput, type TextInputProps } from '@mantine/core';
import { countCharacters } from '~/lib/format';
import classes from './CountedInput.module.css';

/** A text of limited length, which says how much of it is used before it is too much. */
export function CountedInput({ limit, value, ...props }: TextInputProps & { limit: number; value?: string }) {
  const used = countCharacters(value ?? '');
  return (
    <TextInput
      {...props}
      value={value}
      rightSectionWidth={56}
      rightSectionPointerEvents="none"
      rightSection={
        <span className={classes.count} data-over={used > limit || undefined}>
          {used}/{limit}
        </span>
      }
    />
  );
}
