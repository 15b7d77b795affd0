import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '~/api/client';
import { isProblem } from '~/api/problem';
import { isLanguage } from '~/i18n';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';
import { MailedCode } from './MailedCode';
import { SignUpForm, type SignUpValues } from './SignUpForm';
import { welcome } from './signIn';
import { useDeployment } from './useDeployment';

/** An account of one's own, where sign-up is open: who, then the code that was mailed to the address. */
export function SignUpPage({ onEnter }: { onEnter: () => void }) {
  const { t, i18n } = useLingui();
  const deployment = useDeployment();
  const [values, setValues] = useState<SignUpValues>({ name: '', email: '', password: '' });
  const [step, setStep] = useState<'who' | 'code' | 'closed'>('who');
  const closed = step === 'closed' || deployment?.signUp === 'closed';
  const title = closed
    ? t`Nobody can sign up here`
    : step === 'code'
      ? t`Confirm your address`
      : t`Create an account`;
  useTitle(title);

  async function ask(who: SignUpValues) {
    const language = isLanguage(i18n.locale) ? { language: i18n.locale } : {};
    try {
      await answer(api.POST('/v1/sign-up', { body: { ...who, ...language } }));
    } catch (problem) {
      if (isProblem(problem, 'sign_up_closed')) return setStep('closed');
      throw problem;
    }
    setStep('code');
  }

  const toSignIn = (
    <a href="/sign-in">
      <Trans>Sign in</Trans>
    </a>
  );

  if (closed) {
    return (
      <AuthCard title={title}>
        <div className={classes.text}>
          <p>
            <Trans>Ask an administrator of your organization for an invitation.</Trans>
          </p>
          {toSignIn}
        </div>
      </AuthCard>
    );
  }
  if (step === 'code') {
    return (
      <AuthCard
        title={title}
        lead={
          <Trans>
            We have sent a code to <strong>{values.email}</strong>.
          </Trans>
        }
      >
        <MailedCode
          submitLabel={<Trans>Create the account</Trans>}
          confirm={async (code) => {
            const body = { email: values.email, code };
            await welcome(await answer(api.POST('/v1/sign-up/confirm', { body })));
            onEnter();
          }}
          resend={() => ask(values)}
        >
          <Button variant="subtle" color="gray" onClick={() => setStep('who')}>
            <Trans>Back</Trans>
          </Button>
        </MailedCode>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={title}>
      <SignUpForm
        values={values}
        onSubmit={async (who) => {
          setValues(who);
          await ask(who);
        }}
      />
      <p className={classes.below}>
        <Trans>You have an account already?</Trans> {toSignIn}
      </p>
    </AuthCard>
  );
}
