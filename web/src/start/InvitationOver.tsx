import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '~/api/client';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';

const words = {
  invitation_expired: {
    title: msg`This invitation has expired`,
    text: msg`An invitation works for seven days. You can ask whoever invited you for a new one; it comes to the same address.`,
  },
  invitation_revoked: {
    title: msg`This invitation was withdrawn`,
    text: msg`Whoever invited you has taken it back. Ask them if you think that is a mistake.`,
  },
  invitation_declined: {
    title: msg`This invitation was declined`,
    text: msg`It was declined with this link. If you want to accept after all, ask whoever invited you for another one.`,
  },
  invitation_used: {
    title: msg`This invitation has been accepted`,
    text: msg`It was accepted with this link already. If that was you, sign in.`,
  },
  invitation_replaced: {
    title: msg`There is a newer invitation`,
    text: msg`A later one took its place. Open the link in the newest message that you got.`,
  },
  link_spent: {
    title: msg`This link leads nowhere`,
    text: msg`It is cut off, or the invitation is long over. Open the link in the message again; it is good for as long as the invitation is.`,
  },
} satisfies Record<string, { title: MessageDescriptor; text: MessageDescriptor }>;

/** Why an invitation can no longer be taken. */
export type Over = keyof typeof words;

export function isOver(code: string): code is Over {
  return Object.hasOwn(words, code);
}

/** Says at once why nothing comes of the link; an expired one can be asked for anew. */
export function InvitationOver({ token, why, onLook }: { token: string; why: Over; onLook: () => void }) {
  const { _ } = useLingui();
  const text = useProblemText();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const title = _(words[why].title);
  useTitle(title);

  async function ask() {
    setBusy(true);
    setError(undefined);
    try {
      await answer(api.POST('/v1/invitations/renew', { body: { token } }));
      setAsked(true);
    } catch (problem) {
      // It has been sent again, revoked or answered meanwhile.
      if (isProblem(problem, 'invitation_not_expired') || (isProblem(problem) && problem.status === 410))
        return onLook();
      setError(text.problem(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <AuthCard title={title}>
      <div className={classes.text}>
        <p>{_(words[why].text)}</p>
        {error && <Notice tone="danger">{error}</Notice>}
        {asked ? (
          <div role="status">
            <Notice tone="info">
              <Trans>
                Your wish is passed on. Once a new invitation is sent, a message with another link comes to
                you.
              </Trans>
            </Notice>
          </div>
        ) : (
          why === 'invitation_expired' && (
            <Button loading={busy} onClick={() => void ask()} fullWidth>
              <Trans>Ask for a new one</Trans>
            </Button>
          )
        )}
        <a href="/sign-in">
          <Trans>Go to sign-in</Trans>
        </a>
      </div>
    </AuthCard>
  );
}
