import { useLingui } from '@lingui/react/macro';
import type { OwnSession } from '~/api/types';

/** How a session began. */
export function useMethodLabels(): Record<OwnSession['method'], string> {
  const { t } = useLingui();
  return {
    password: t`By password`,
    password_totp: t`By password and authenticator app`,
    password_recovery_code: t`By password and recovery code`,
    password_passkey: t`By password and passkey`,
    passkey: t`By passkey`,
    set_up_link: t`By set-up link`,
    sign_up: t`By sign-up`,
    invitation: t`By invitation`,
    unknown: t`Before this was noted`,
  };
}
