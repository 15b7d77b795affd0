import { TextInput, type TextInputProps } from '@mantine/core';
import { forwardRef } from 'react';
import classes from './CodeField.module.css';

export const codeLength = 6;

/** The digits of what was typed or pasted: with spaces, dashes or full-width as it may be. */
export function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '').slice(0, codeLength);
}

/** A code of six digits, from an authenticator app or a message. */
export const CodeField = forwardRef<
  HTMLInputElement,
  Omit<TextInputProps, 'onChange' | 'value'> & { value: string; onChange: (code: string) => void }
>(function CodeField({ onChange, ...props }, ref) {
  return (
    <TextInput
      ref={ref}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      classNames={{ input: classes.input }}
      onChange={(event) => onChange(digitsOf(event.currentTarget.value))}
      {...props}
    />
  );
});
