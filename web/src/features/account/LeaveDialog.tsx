import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Membership } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { to } from '~/paths';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { toast } from '~/ui/toast';
import { leaveOrganization } from './api';

/** Ends one's own membership. */
export function LeaveDialog({
  membership: { id, organization },
  onClose,
}: {
  membership: Membership;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [last, setLast] = useState(false);
  const { name } = organization;

  async function leave() {
    await leaveOrganization(id);
    toast({ tone: 'done', text: t`You have left ${name}.` });
    onClose();
  }

  function refused(problem: unknown): boolean {
    const isLast = isProblem(problem, 'last_admin');
    setLast(isLast);
    return isLast;
  }

  const confirmed = useConfirmed(leave, refused);

  return (
    <ConfirmDialog
      opened
      title={t`Leave ${name}?`}
      confirmLabel={t`Leave`}
      danger
      refused={last}
      onClose={onClose}
      {...confirmed}
    >
      {last ? (
        <LeaveByLink onLeave={onClose}>
          <p>
            <Trans>
              You are its last active Admin. Give the role Admin to another active member there first.
            </Trans>
          </p>
          <p>
            <Link {...to.members(organization.id)}>
              <Trans>Members of {name}</Trans>
            </Link>
          </p>
        </LeaveByLink>
      ) : (
        <>
          <p>
            <Trans>
              You lose {name}, and what you see below it, at once. Your account and your other memberships
              stay.
            </Trans>
          </p>
          {organization.lowerLevels > 0 && (
            <p>
              <Trans>Organizations below it that you no longer see: {organization.lowerLevels}</Trans>
            </p>
          )}
          <p>
            <Trans>Only an administrator there, or the platform's staff, can let you in again.</Trans>
          </p>
        </>
      )}
    </ConfirmDialog>
  );
}
