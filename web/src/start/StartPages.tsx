import { lazy, Suspense, useEffect } from 'react';
import { type StartPath, startPaths } from './paths';
import { SignInPage } from './SignInPage';

// The sign-in page is what most come for; it waits for none of the others.
const SetUpPage = lazy(() => import('./SetUpPage').then((module) => ({ default: module.SetUpPage })));
const ResetPage = lazy(() => import('./ResetPage').then((module) => ({ default: module.ResetPage })));
const SignUpPage = lazy(() => import('./SignUpPage').then((module) => ({ default: module.SignUpPage })));

const InvitationPage = lazy(() =>
  import('./InvitationPage').then((module) => ({ default: module.InvitationPage })),
);

/** The page before sign-in that the address asks for; undefined for everything behind it. */
export function startPath(): StartPath | undefined {
  const path = window.location.pathname.replace(/\/$/, '');
  return startPaths.find((start) => start === path);
}

type Props = {
  path: StartPath;
  preload: () => void;
  /** Somebody has signed in and goes to that address. */
  onEnter: (next: string) => void;
};

export function StartPages(props: Props) {
  // A link to the page that is open already changes nothing but the fragment: it counts all the same.
  useEffect(() => {
    const look = () => {
      if (window.location.hash !== '') window.location.reload();
    };
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return (
    <Suspense>
      <StartPage {...props} />
    </Suspense>
  );
}

function StartPage({ path, preload, onEnter }: Props) {
  switch (path) {
    case '/sign-in':
      return <SignInPage preload={preload} onEnter={onEnter} />;
    case '/set-up':
      return <SetUpPage onEnter={() => onEnter('/')} />;
    case '/reset-password':
      return <ResetPage />;
    case '/sign-up':
      return <SignUpPage onEnter={() => onEnter('/account/organizations?create=true')} />;
    case '/invitation':
      return <InvitationPage onEnter={onEnter} />;
  }
}
