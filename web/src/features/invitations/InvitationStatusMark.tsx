import { Trans } from '@lingui/react/macro';
import type { Invitation } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';
import classes from './Invitations.module.css';
import { useInvitationLabels } from './labels';

const tones = {
  pending: 'neutral',
  expired: 'warn',
  accepted: 'ok',
  declined: 'danger',
  revoked: 'off',
} as const;

/** How an invitation stands; of an expired one also that its invitee would still like to come. */
export function InvitationStatusMark({
  invitation: { status, askedAgainAt },
}: {
  invitation: Pick<Invitation, 'status' | 'askedAgainAt'>;
}) {
  const labels = useInvitationLabels();
  return (
    <>
      <StatusMark tone={tones[status]}>{labels.status(status)}</StatusMark>
      {status === 'expired' && askedAgainAt && (
        <span className={classes.asked}>
          <Trans>Asks for a new link</Trans>
        </span>
      )}
    </>
  );
}
