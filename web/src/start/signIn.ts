import { answer, api } from '~/api/client';
import type { Session } from '~/api/types';
import { activateLanguage, isLanguage } from '~/i18n';
import { answerByPasskey } from '~/lib/passkey';
import type { Factor } from './SecondFactor';

export type Credentials = {
  email: string;
  password: string;
  /** Replaces a temporary password, which is spent by that. */
  newPassword?: string | undefined;
} & Factor;

export async function signIn(credentials: Credentials): Promise<Session> {
  return welcome(await answer(api.POST('/v1/session', { body: credentials })));
}

/** By a passkey alone; undefined where its owner chose not to. */
export async function signInByPasskey(): Promise<Session | undefined> {
  const body = await answerByPasskey(await answer(api.POST('/v1/session/passkey/options')));
  return body && welcome(await answer(api.POST('/v1/session/passkey', { body })));
}

export const passwordLength = { least: 8, most: 128 };

/** What is wrong with a new password before it is sent; the server counts its characters as we do. */
export function passwordProblem(password: string): 'too_short' | 'too_long' | undefined {
  const { length } = [...password.normalize('NFC')];
  if (length < passwordLength.least) return 'too_short';
  return length > passwordLength.most ? 'too_long' : undefined;
}

/** From here on the account's language counts, not the browser's. */
export async function welcome(session: Session): Promise<Session> {
  if (isLanguage(session.account.language)) await activateLanguage(session.account.language);
  return session;
}

/** Where to go after signing in: only a path of our own, for a link to us must not lead anywhere else. */
export function safeNext(search: string): string {
  const next = new URLSearchParams(search).get('next');
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** The sign-in page's address; `next` is where it leads back to. */
export function signInHref(next?: string): string {
  return next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in';
}

const farewell = 'tenantry.farewell';

/** To the sign-in page, by a fresh page, after the account was deleted: it says so once. */
export function leaveForGood(): void {
  try {
    sessionStorage.setItem(farewell, 'account');
  } catch {
    // Storage can be blocked; the sign-in page then says nothing.
  }
  window.location.assign(signInHref());
}

export function takeFarewell(): boolean {
  try {
    const said = sessionStorage.getItem(farewell) !== null;
    sessionStorage.removeItem(farewell);
    return said;
  } catch {
    return false;
  }
}
