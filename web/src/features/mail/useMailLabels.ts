import { useLingui } from '@lingui/react/macro';
import type { MailKind, MailState } from './search';

/** The words for what a message is and where it stands. */
export function useMailLabels() {
  const { t } = useLingui();
  const states: Record<MailState, string> = { queued: t`Waiting`, failed: t`Not delivered` };
  const kinds: Record<MailKind, string> = {
    invitation: t`Invitation`,
    invitation_asked: t`Request for a new invitation`,
    temporary_password: t`Temporary password`,
    question: t`Question to become a member`,
    password_reset: t`Link for a forgotten password`,
    code: t`Verification code`,
    sign_up_exists: t`Sign-up with an existing account`,
    notice: t`Notice about an account`,
    message: t`Message of an earlier version`,
  };
  return { state: (of: MailState) => states[of], kind: (of: MailKind) => kinds[of] };
}
