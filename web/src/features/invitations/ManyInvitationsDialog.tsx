import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ChangeManyDialog, type ManyWording, type Selected } from '~/ui/changeMany/ChangeManyDialog';
import { toast } from '~/ui/toast';
import { refreshInvitations } from './api';
import { resendInvitations, revokeInvitations } from './many';
import './problems';

export type ManyQuestion = 'resend' | 'revoke';

/** Asks before several invitations are sent again or taken back together. */
export function ManyInvitationsDialog({
  question,
  selected,
  onClose,
  onDone,
}: {
  question: ManyQuestion;
  selected: Selected;
  onClose: () => void;
  onDone: () => void;
}) {
  return (
    <ChangeManyDialog
      selected={selected}
      wording={useWording(question, onDone)}
      refresh={refreshInvitations}
      onClose={onClose}
    />
  );
}

function useWording(question: ManyQuestion, onDone: () => void): ManyWording {
  const { t } = useLingui();
  const reasons = {
    invitation_over: t`They have been answered or revoked already.`,
    invitation_no_longer_valid: t`A role that they offer does not exist any more. Revoke them and invite anew.`,
  };
  if (question === 'resend') {
    return {
      title: (count) => t`${plural(count, { one: 'Send # new link?', other: 'Send # new links?' })}`,
      confirm: t`Send new links`,
      reasons,
      text: (count) => (
        <p>
          <Plural
            value={count}
            one="# person gets a new link by e-mail. It works for seven days, and the earlier one no longer does."
            other="# people get a new link by e-mail. It works for seven days, and the earlier ones no longer do."
          />
        </p>
      ),
      run: async (ids, key) => {
        const count = await resendInvitations(ids, key);
        toast({
          tone: 'done',
          text: t`${plural(count, { one: '# new link is on its way.', other: '# new links are on their way.' })}`,
        });
        onDone();
      },
    };
  }
  return {
    title: (count) => t`${plural(count, { one: 'Revoke # invitation?', other: 'Revoke # invitations?' })}`,
    confirm: t`Revoke`,
    danger: true,
    reasons,
    text: (count) => (
      <>
        <p>
          <Plural
            value={count}
            one="# link stops working at once and says that it was withdrawn."
            other="# links stop working at once and say that they were withdrawn."
          />
        </p>
        <p>
          <Trans>The same people can be invited again.</Trans>
        </p>
      </>
    ),
    run: async (ids, key) => {
      const count = await revokeInvitations(ids, key);
      toast({
        tone: 'done',
        text: t`${plural(count, { one: '# invitation is revoked.', other: '# invitations are revoked.' })}`,
      });
      onDone();
    },
  };
}
