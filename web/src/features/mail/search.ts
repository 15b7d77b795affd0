import { compact, defaultPageSize, type ListSearch, parseListSearch } from '~/lib/listSearch';
import { many } from '~/lib/searchParams';

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

function known<T extends string>(values: readonly T[], wanted: string[] | undefined): T[] | undefined {
  const found = values.filter((value) => wanted?.includes(value));
  return found.length > 0 ? found : undefined;
}

export function parseMailFilters(raw: Record<string, unknown>): MailFilters {
  return compact({ state: known(mailStates, many(raw, 'state')), kind: known(mailKinds, many(raw, 'kind')) });
}

export function parseMailSearch(raw: Record<string, unknown>): MailSearch {
  return { ...parseListSearch(raw), ...parseMailFilters(raw) };
}

export function mailListQuery(search: MailSearch) {
  return compact({
    q: search.q,
    state: search.state,
    kind: search.kind,
    sort: search.sort,
    limit: search.limit ?? defaultPageSize,
    cursor: search.cursor,
  });
}
