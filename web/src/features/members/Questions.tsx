import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Session } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { toast } from '~/ui/toast';
import { answerQuestion } from './api';
import './problems';
import classes from './Questions.module.css';

type Question = Session['questions'][number];

/** Organizations that the platform's staff want to add the account to: its owner decides. */
export function Questions({ questions }: { questions: readonly Question[] }) {
  const { t } = useLingui();
  return (
    <section className={classes.root} aria-label={t`Questions to you`}>
      {questions.map((question) => (
        <QuestionCard key={question.memberId} question={question} />
      ))}
    </section>
  );
}

function QuestionCard({ question: { memberId, organization } }: { question: Question }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const [busy, setBusy] = useState<'accept' | 'decline'>();
  const { name } = organization;

  async function answer(kind: 'accept' | 'decline') {
    setBusy(kind);
    try {
      await answerQuestion(memberId, kind === 'accept');
      toast(
        kind === 'accept'
          ? {
              tone: 'done',
              text: t`You are now a member of ${name}.`,
              action: { label: t`Enter`, run: () => void router.navigate(to.overview(organization.id)) },
            }
          : { tone: 'done', text: t`You have declined to become a member of ${name}.` },
      );
    } catch (problem) {
      toast({ tone: 'error', text: text.problem(problem) });
      setBusy(undefined);
    }
  }

  return (
    <div className={classes.card}>
      <div className={classes.text}>
        <strong>
          <Trans>The platform's staff want to add you to {name}</Trans>
        </strong>
        <p>
          <Trans>
            Once you accept, you are a member there with the roles that you are given. Your account and your
            password stay as they are.
          </Trans>
        </p>
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          loading={busy === 'decline'}
          disabled={busy === 'accept'}
          aria-label={t`Decline ${name}`}
          onClick={() => void answer('decline')}
        >
          <Trans>Decline</Trans>
        </Button>
        <Button
          loading={busy === 'accept'}
          disabled={busy === 'decline'}
          aria-label={t`Accept ${name}`}
          onClick={() => void answer('accept')}
        >
          <Trans>Accept</Trans>
        </Button>
      </div>
    </div>
  );
}
