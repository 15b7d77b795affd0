import { useLingui } from '@lingui/react/macro';
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { forwardRef } from 'react';
import { passwordLength } from './signIn';

/** A password to be chosen; its rule is told before it can be broken. */
export const NewPassword = forwardRef<HTMLInputElement, PasswordInputProps>(function NewPassword(props, ref) {
  const { t } = useLingui();
  const { least, most } = passwordLength;
  return (
    <PasswordInput
      ref={ref}
      description={t`${least} to ${most} characters. Length counts more than symbols.`}
      autoComplete="new-password"
      visibilityToggleButtonProps={{
        'aria-label': t`Show or hide the password`,
        tabIndex: 0,
        'aria-hidden': false,
      }}
      {...props}
    />
  );
});
