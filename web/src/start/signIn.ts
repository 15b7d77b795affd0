import { answer, api } from '~/api/client';
import type { Session } from '~/api/types';
import { activateLanguage, isLanguage } from '~/i18n';

export async function signIn(email: string, password: string): Promise<Session> {
  return welcome(await answer(api.POST('/v1/session', { body: { email, password } })));
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
