import { useLingui } from '@lingui/react/macro';
import type { MailItem } from '~/api/types';
import type { MailKind, MailState } from './search';

type Reason = NonNullable<MailItem['reason']>;

/** What the mail server answered: 550 5.1.1 */
export function serverCode(error: string | null): string | undefined {
  return error?.match(/\((\d{3}(?: \d\.\d+\.\d+)?)\)/)?.[1];
}

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
  const reasons: Record<Reason, string> = {
    unreachable: t`The mail server cannot be reached`,
    not_encrypted: t`The connection to the mail server cannot be encrypted`,
    not_welcome: t`The mail server turns this program away`,
    sign_in_refused: t`The mail server refuses the sign-in`,
    sender_refused: t`The mail server refuses the sender`,
    recipient_refused: t`The mail server refuses the recipient`,
    message_refused: t`The mail server refuses the message`,
    expired: t`Expired before it could be delivered`,
    outbox: t`The folder for mail cannot be written to`,
    other: t`Another error`,
  };
  return {
    reason: ({ reason, error }: Pick<MailItem, 'reason' | 'error'>) => {
      if (!reason) return undefined;
      const code = serverCode(error);
      return code === undefined ? reasons[reason] : `${reasons[reason]} (${code})`;
    },
    state: (of: MailState) => states[of],
    kind: (of: MailKind) => kinds[of],
  };
}
