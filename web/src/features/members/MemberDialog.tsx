import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Member } from '~/api/types';
import { useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { deleteMember, disableMember, enableMember, resetPassword, resetSecondFactor } from './api';
import { LastAdminNotice } from './LastAdminNotice';
import './problems';
import { adminName } from './rules';

export type Question = 'disable' | 'enable' | 'delete' | 'reset' | 'resetFactor';

type Wording = {
  title: string;
  confirm: string;
  text: ReactNode;
  /** What cannot be undone asks for the name. */
  type?: string;
  /** Whether the organization loses what the member may do. */
  takesAway: boolean;
  run: () => Promise<unknown>;
  done: string;
  undo?: () => Promise<unknown>;
};

/** Asks a second time before a member is disabled, enabled or deleted or gets another password. */
export function MemberDialog({
  question,
  member,
  onClose,
  onDone,
}: {
  question: Question;
  member: Member;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const session = useSession();
  const wording = useWording(question, member);
  const admin = member.roles.find((role) => role.name === adminName);

  const confirmed = useConfirmed(async () => {
    await wording.run();
    const { undo } = wording;
    toast({
      tone: 'done',
      text: wording.done,
      action: undo && {
        label: t`Undo`,
        run: () => void undo().catch((problem) => toast({ tone: 'error', text: text.problem(problem) })),
      },
    });
    onDone();
  });

  return (
    <ConfirmDialog
      opened
      title={wording.title}
      confirmLabel={wording.confirm}
      danger={wording.takesAway}
      typeToConfirm={wording.type}
      onClose={onClose}
      {...confirmed}
    >
      {wording.text}
      {wording.takesAway && member.accountId === session.account.id && (
        <Notice tone="warn" title={t`This is your own membership`}>
          <Trans>You lose it at once, on this page too.</Trans>
        </Notice>
      )}
      {wording.takesAway && member.status === 'active' && admin && (
        <LastAdminNotice member={member} roleId={admin.id} />
      )}
    </ConfirmDialog>
  );
}

function useWording(question: Question, member: Member): Wording {
  const { t } = useLingui();
  const { id, name, email, organizationName: organization } = member;
  switch (question) {
    case 'disable':
      return {
        title: t`Disable ${name}?`,
        confirm: t`Disable`,
        text: (
          <>
            <p>
              <Trans>
                {name} loses {organization}, and what is below it, on the very next request, in every session
                that is open.
              </Trans>
            </p>
            <p>
              <Trans>Their roles are kept for when they are enabled again.</Trans>
            </p>
          </>
        ),
        takesAway: true,
        run: () => disableMember(id),
        done: t`${name} is disabled.`,
        undo: () => enableMember(id),
      };
    case 'enable':
      return {
        title: t`Enable ${name}?`,
        confirm: t`Enable`,
        text: (
          <p>
            <Trans>
              {name} gets back what their roles in {organization} allow, at once.
            </Trans>
          </p>
        ),
        takesAway: false,
        run: () => enableMember(id),
        done: t`${name} is enabled again.`,
        undo: () => disableMember(id),
      };
    case 'delete':
      return {
        title: t`Delete the member ${name}?`,
        confirm: t`Delete member`,
        text: (
          <>
            <p>
              <Trans>
                This removes {name} and their roles from {organization}. They lose it, and what is below it,
                on the very next request. Their account and what they have elsewhere stay.
              </Trans>
            </p>
            <p>
              <Trans>It cannot be undone.</Trans>
            </p>
          </>
        ),
        type: name,
        takesAway: true,
        run: () => deleteMember(id),
        done: t`${name} is no longer a member of ${organization}.`,
      };
    case 'reset':
      return {
        title: t`Reset the password of ${name}?`,
        confirm: t`Reset password`,
        text: (
          <p>
            <Trans>
              A temporary password goes to {email}, and the present one stops working. The temporary one works
              for 72 hours and is replaced at the next sign-in.
            </Trans>
          </p>
        ),
        takesAway: false,
        run: () => resetPassword(id),
        done: t`A temporary password is on its way to ${email}.`,
      };
    case 'resetFactor':
      return {
        title: t`Reset the second factor of ${name}?`,
        confirm: t`Reset second factor`,
        text: (
          <>
            <p>
              <Trans>
                This removes the authenticator app, the passkeys and the recovery codes of {email}, and signs
                them out everywhere. They sign in with their password alone until they set up another second
                factor.
              </Trans>
            </p>
            <p>
              <Trans>Make sure first that it is they who ask for it. They are told by mail.</Trans>
            </p>
          </>
        ),
        takesAway: true,
        run: () => resetSecondFactor(id),
        done: t`${name} signs in with the password alone now.`,
      };
  }
}
