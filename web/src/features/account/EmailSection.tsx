import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Account } from '~/api/types';
import { useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { MailedCode } from '~/start/MailedCode';
import { Notice } from '~/ui/Notice';
import { Fact, Facts, Section } from '~/ui/Page';
import { toast } from '~/ui/toast';
import classes from './Account.module.css';
import { askForEmail, confirmEmail, giveUpEmail, lookAgain } from './api';
import { NewEmail } from './NewEmail';

/** The address that one signs in with, and the way to another: a code to the present one, then one to the new. */
export function EmailSection() {
  const { t } = useLingui();
  const { account } = useSession();
  const [asking, setAsking] = useState(false);
  const pending = account.pendingEmail;
  return (
    <Section
      title={t`E-mail address`}
      actions={
        !pending &&
        !asking && (
          <Button variant="default" onClick={() => setAsking(true)}>
            <Trans>Change</Trans>
          </Button>
        )
      }
    >
      <Facts>
        <Fact label={t`You sign in with`}>{account.email}</Fact>
      </Facts>
      {pending && <PendingEmail key={pending.step} pending={pending} present={account.email} />}
      {!pending && asking && <NewEmail onClose={() => setAsking(false)} />}
    </Section>
  );
}

function PendingEmail({
  pending,
  present,
}: {
  pending: NonNullable<Account['pendingEmail']>;
  present: string;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const { email, step, byAdministrator } = pending;
  const [leaving, setLeaving] = useState(false);

  async function confirm(code: string) {
    try {
      const next = await confirmEmail(code);
      if (next === 'done') {
        toast({
          tone: 'done',
          text: t`You sign in with ${email} from now on. Your other sessions are ended.`,
        });
      }
    } catch (problem) {
      // With that the change is over: there is no code to enter any more.
      if (!isProblem(problem, 'email_taken')) throw problem;
      toast({ tone: 'error', text: t`${email} belongs to another account. Your address stays ${present}.` });
    }
    await lookAgain();
  }

  async function giveUp() {
    setLeaving(true);
    try {
      await giveUpEmail();
      toast({ tone: 'done', text: t`Your address stays ${present}.` });
    } catch (problem) {
      toast({ tone: 'error', text: text.problem(problem) });
      setLeaving(false);
    }
  }

  return (
    <div className={classes.narrow}>
      <div className={classes.stack}>
        <Notice
          tone="info"
          title={
            byAdministrator
              ? t`An administrator has entered ${email} for you`
              : step === 'current'
                ? t`Change to ${email}, step 1 of 2`
                : t`Change to ${email}, step 2 of 2`
          }
        >
          {step === 'current' ? (
            <Trans>Enter the code that we have sent to your present address, {present}.</Trans>
          ) : byAdministrator ? (
            <Trans>
              It counts once you enter the code that was sent there. Where that is older than ten minutes,
              have another one sent.
            </Trans>
          ) : (
            <Trans>Enter the code that we have sent to {email}.</Trans>
          )}
        </Notice>
      </div>
      <MailedCode
        submitLabel={step === 'current' ? <Trans>Go on</Trans> : <Trans>Change the address</Trans>}
        confirm={confirm}
        resend={() => askForEmail(email)}
      >
        <Button variant="subtle" color="gray" loading={leaving} onClick={() => void giveUp()}>
          <Trans>Keep {present}</Trans>
        </Button>
      </MailedCode>
    </div>
  );
}
