import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { useTitle } from '~/ui/useTitle';
import { AuthCard } from './AuthCard';
import { SignInForm } from './SignInForm';
import { safeNext } from './signIn';

export function SignInPage({ preload, onEnter }: { preload: () => void; onEnter: (next: string) => void }) {
  const { t } = useLingui();
  const title = t`Sign in`;
  useTitle(title);
  const latest = useRef(preload);

  // The heavy part of the console loads while somebody types.
  useEffect(() => {
    const timer = window.setTimeout(latest.current, 1_500);
    return () => window.clearTimeout(timer);
  }, []);

  return (
    <AuthCard title={title}>
      <SignInForm onDone={() => onEnter(safeNext(window.location.search))} />
    </AuthCard>
  );
}
