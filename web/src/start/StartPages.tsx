import { SetUpPage } from './SetUpPage';
import { SignInPage } from './SignInPage';

export type StartPath = '/sign-in' | '/set-up';

/** The page before sign-in that the address asks for; undefined for everything behind it. */
export function startPath(): StartPath | undefined {
  const path = window.location.pathname.replace(/\/$/, '');
  return path === '/sign-in' || path === '/set-up' ? path : undefined;
}

export function StartPages({
  path,
  preload,
  onEnter,
}: {
  path: StartPath;
  preload: () => void;
  /** Somebody has signed in and goes to that address. */
  onEnter: (next: string) => void;
}) {
  return path === '/set-up' ? (
    <SetUpPage onEnter={() => onEnter('/')} />
  ) : (
    <SignInPage preload={preload} onEnter={onEnter} />
  );
}
