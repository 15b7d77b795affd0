import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { known } from '~/lib/searchParams';

export const mailStates = ['queued', 'failed'] as const;

/** In the order in which they are offered. */
export const mailKinds = [
  'invitation',
  'invitation_asked',
  'temporary_password',
  'question',
  'password_reset',
  'code',
  'sign_up_exists',
  'notice',
  'message',
] as const;

export type MailState = (typeof mailStates)[number];
export type MailKind = (typeof mailKinds)[number];

export type MailFilters = { state?: MailState[]; kind?: MailKind[] };

export type MailSearch = ListSearch & MailFilters;

export type MailFilter = keyof MailFilters;

export const mailFilters: readonly MailFilter[] = ['state', 'kind'];

export function parseMailFilters(raw: Record<string, unknown>): MailFilters {
  return compact({ state: known(raw, 'state', mailStates), kind: known(raw, 'kind', mailKinds) });
}

export function parseMailSearch(raw: Record<string, unknown>): MailSearch {
  return { ...parseListSearch(raw), ...parseMailFilters(raw) };
}

/** What the list and its file show. */
export function mailFilterQuery({ q, state, kind, sort }: MailSearch) {
  return compact({ q, state, kind, sort });
}

export function mailListQuery(search: MailSearch) {
  return compact({ ...mailFilterQuery(search), ...pageQuery(search) });
}
