import { useLingui } from '@lingui/react/macro';
import type { PasswordInputProps } from '@mantine/core';
import { forwardRef } from 'react';
import { PasswordField } from './PasswordField';
import { passwordLength } from './signIn';

/** A password to be chosen; its rules are told before they can be broken. */
export const NewPassword = forwardRef<HTMLInputElement, PasswordInputProps>(function NewPassword(props, ref) {
  const { t } = useLingui();
  const { least, most } = passwordLength;
  return (
    <PasswordField
      ref={ref}
      description={t`${least} to ${most} characters; length counts more than symbols. Common passwords and your own name are refused.`}
      autoComplete="new-password"
      {...props}
    />
  );
});
