import { answer, api } from '~/api/client';
import type { Session } from '~/api/types';
import { activateLanguage, isLanguage } from '~/i18n';

/** `newPassword` replaces a temporary password, which is spent by that. */
export async function signIn(email: string, password: string, newPassword?: string): Promise<Session> {
  return welcome(await answer(api.POST('/v1/session', { body: { email, password, newPassword } })));
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
