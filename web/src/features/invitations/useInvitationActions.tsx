import { useLingui } from '@lingui/react/macro';
import IconMailForward from '@tabler/icons-react/dist/esm/icons/IconMailForward.mjs';
import IconMailOff from '@tabler/icons-react/dist/esm/icons/IconMailOff.mjs';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Invitation } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import { useProblemText } from '~/lib/problemText';
import { randomKey } from '~/lib/randomKey';
import type { RowAction } from '~/ui/table/DataTable';
import { toast } from '~/ui/toast';
import { resendInvitation } from './api';
import './problems';

const RevokeDialog = lazy(() =>
  import('./RevokeDialog').then((module) => ({ default: module.RevokeDialog })),
);

/** What one may do with an invitation that nothing has ended yet. */
export function useInvitationActions(allowed: Allowed): {
  actionsOf: (invitation: Invitation) => RowAction[];
  dialog: ReactNode;
} {
  const { t } = useLingui();
  const text = useProblemText();
  const [revoking, setRevoking] = useState<Invitation>();

  async function resend({ id, email }: Invitation) {
    const done = toast({ tone: 'busy', text: t`A new link is being sent to ${email}…` });
    try {
      await resendInvitation(id, randomKey());
      done();
      toast({
        tone: 'done',
        text: t`A new link is on its way to ${email}. It works for seven days, and the earlier one no longer does.`,
      });
    } catch (problem) {
      done();
      toast({ tone: 'error', text: text.problem(problem) });
    }
  }

  function actionsOf(invitation: Invitation): RowAction[] {
    const over = invitation.status !== 'pending' && invitation.status !== 'expired';
    if (over || !allowed('console.members.invite')) return [];
    return [
      {
        id: 'resend',
        label: t`Send a new link`,
        icon: <IconMailForward size={16} aria-hidden />,
        inline: true,
        run: () => void resend(invitation),
      },
      {
        id: 'revoke',
        label: t`Revoke invitation…`,
        icon: <IconMailOff size={16} aria-hidden />,
        danger: true,
        run: () => setRevoking(invitation),
      },
    ];
  }

  const dialog = (
    <Suspense>
      {revoking && <RevokeDialog invitation={revoking} onClose={() => setRevoking(undefined)} />}
    </Suspense>
  );
  return { actionsOf, dialog };
}
