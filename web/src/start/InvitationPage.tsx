import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { answer, api } from '~/api/client';
import { isProblem, Problem } from '~/api/problem';
import type { Offer } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';
import { InvitationOffer } from './InvitationOffer';
import { InvitationOver, isOver, type Over } from './InvitationOver';
import { takeToken } from './token';

type State =
  | { step: 'looking' }
  | { step: 'failed'; problem: unknown }
  | { step: 'over'; why: Over }
  | { step: 'offer'; offer: Offer }
  | { step: 'declined'; organization: string };

/** An invitation, from the link that was mailed. Looking at it uses nothing up. */
export function InvitationPage({ onEnter }: { onEnter: (next: string) => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const [token] = useState(takeToken);
  const [state, setState] = useState<State>(
    token === '' ? { step: 'over', why: 'link_spent' } : { step: 'looking' },
  );
  const organization = state.step === 'offer' ? state.offer.organization.name : undefined;
  const title =
    organization !== undefined
      ? t`Join ${organization}`
      : state.step === 'declined'
        ? t`You have declined`
        : t`Invitation`;
  useTitle(title);

  const look = useCallback(async () => {
    if (token === '') return;
    try {
      setState({
        step: 'offer',
        offer: await answer(api.POST('/v1/invitations/lookup', { body: { token } })),
      });
    } catch (problem) {
      setState(over(problem) ?? { step: 'failed', problem });
    }
  }, [token]);
  useEffect(() => void look(), [look]);

  /** What ends the invitation while somebody reads it; anything else is for the form that asked. */
  function refuse(problem: unknown): boolean {
    const ended = over(problem);
    if (ended) setState(ended);
    // Somebody has signed in or out meanwhile, in another tab: the page begins anew.
    else if (isProblem(problem, 'sign_in_required') || isProblem(problem, 'other_account')) void look();
    else return false;
    return true;
  }

  switch (state.step) {
    case 'looking':
      return <AuthCard title={title}>{null}</AuthCard>;
    case 'failed':
      return (
        <AuthCard title={title}>
          <div className={classes.form}>
            <Notice tone="danger">{text.problem(state.problem)}</Notice>
            <Button onClick={() => void look()}>
              <Trans>Try again</Trans>
            </Button>
          </div>
        </AuthCard>
      );
    case 'over':
      return <InvitationOver token={token} why={state.why} onLook={() => void look()} />;
    case 'declined':
      return (
        <AuthCard title={title}>
          <div className={classes.text} role="status">
            <p>
              <Trans>
                You are not a member of {state.organization}, and the link works no longer. Should you change
                your mind, ask whoever invited you.
              </Trans>
            </p>
            <a href="/">
              <Trans>Go to the start</Trans>
            </a>
          </div>
        </AuthCard>
      );
    case 'offer':
      return (
        <InvitationOffer
          key={state.offer.account}
          token={token}
          title={title}
          offer={state.offer}
          refuse={refuse}
          onLook={look}
          onDeclined={() => setState({ step: 'declined', organization: state.offer.organization.name })}
          onEnter={onEnter}
        />
      );
  }
}

function over(problem: unknown): State | undefined {
  return problem instanceof Problem && isOver(problem.code) ? { step: 'over', why: problem.code } : undefined;
}
