import { useLingui } from '@lingui/react/macro';
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { forwardRef, type KeyboardEvent, useState } from 'react';

/** A password: it can be shown, and it says when Caps Lock is on. */
export const PasswordField = forwardRef<HTMLInputElement, PasswordInputProps>(function PasswordField(
  { description, ...props },
  ref,
) {
  const { t } = useLingui();
  const [caps, setCaps] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  return (
    <PasswordInput
      ref={ref}
      autoComplete="current-password"
      description={
        caps ? (
          <>
            {description} <strong>{t`Caps Lock is on.`}</strong>
          </>
        ) : (
          description
        )
      }
      onKeyDown={look}
      onKeyUp={look}
      onBlur={() => setCaps(false)}
      visibilityToggleButtonProps={{
        'aria-label': t`Show or hide the password`,
        tabIndex: 0,
        'aria-hidden': false,
      }}
      {...props}
    />
  );
});
