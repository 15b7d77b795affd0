import type { ApiKey, NewApiKey, Reach } from '~/api/types';
import type { ListSearch } from '~/lib/listSearch';
import { pageOfAll } from '~/lib/pageOfAll';
import { startOfNextDay } from '~/lib/zonedDay';

/** Characters, as the server counts them. */
export const apiKeyNameLength = 30;

/** Days after which a key ends, a day that is chosen, or never. */
export const expiries = ['30', '90', '365', 'date', 'never'] as const;

export type Expiry = (typeof expiries)[number];

export type ApiKeyValues = {
  name: string;
  permissions: string[];
  reach: Reach;
  expiry: Expiry;
  /** The last day of the key, where one is chosen. */
  expiresAt: string;
};

export const emptyApiKey: ApiKeyValues = {
  name: '',
  permissions: [],
  reach: 'subtree',
  expiry: '90',
  expiresAt: '',
};

/** When the key ends; null for never. A day that is chosen is still the key's, to its end. */
export function expiryOf(
  { expiry, expiresAt }: Pick<ApiKeyValues, 'expiry' | 'expiresAt'>,
  now: Date,
  timeZone: string,
): string | null {
  if (expiry === 'never') return null;
  if (expiry === 'date') return startOfNextDay(expiresAt, timeZone);
  return new Date(now.getTime() + Number(expiry) * 86_400_000).toISOString();
}

export function bodyOf(values: ApiKeyValues, now: Date, timeZone: string): NewApiKey {
  return {
    name: values.name.trim(),
    permissions: [...values.permissions].sort(),
    reach: values.reach,
    expiresAt: expiryOf(values, now, timeZone),
  };
}

// What never ends comes after everything that does, what was never used before everything that was.
const later = '9999';

const orders: Record<string, (a: ApiKey, b: ApiKey) => number> = {
  permissions: (a, b) => a.permissions.length - b.permissions.length,
  createdAt: (a, b) => a.createdAt.localeCompare(b.createdAt),
  expiresAt: (a, b) => (a.expiresAt ?? later).localeCompare(b.expiresAt ?? later),
  lastUsedAt: (a, b) => (a.lastUsedAt ?? '').localeCompare(b.lastUsedAt ?? ''),
};

export function pageOfApiKeys(keys: readonly ApiKey[], search: ListSearch, language: string) {
  return pageOfAll(keys, search, language, orders);
}
