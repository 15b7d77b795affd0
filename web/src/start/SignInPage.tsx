import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '~/ui/Notice';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import classes from './AuthCard.module.css';
import { SignInForm } from './SignInForm';
import { safeNext, takeFarewell } from './signIn';
import { useDeployment } from './useDeployment';

export function SignInPage({ preload, onEnter }: { preload: () => void; onEnter: (next: string) => void }) {
  const { t } = useLingui();
  const title = t`Sign in`;
  useTitle(title);
  const latest = useRef(preload);
  const deployment = useDeployment();
  const [farewell] = useState(takeFarewell);

  // The heavy part of the console loads while somebody types.
  useEffect(() => {
    const timer = window.setTimeout(latest.current, 1_500);
    return () => window.clearTimeout(timer);
  }, []);

  return (
    <AuthCard title={title}>
      {farewell && (
        <div className={classes.above}>
          <Notice tone="info" title={t`Your account is deleted`}>
            <Trans>You are signed out everywhere. A message confirms it. Farewell.</Trans>
          </Notice>
        </div>
      )}
      <SignInForm
        passkeys={deployment?.passkeys === true}
        links={
          <div className={classes.links}>
            <a href="/reset-password">
              <Trans>Forgot your password?</Trans>
            </a>
            {deployment?.signUp === 'open' && (
              <a href="/sign-up">
                <Trans>Create an account</Trans>
              </a>
            )}
          </div>
        }
        onDone={() => onEnter(safeNext(window.location.search))}
      />
    </AuthCard>
  );
}
