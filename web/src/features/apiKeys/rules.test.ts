import { describe, expect, it } from 'vitest';
import type { ApiKey } from '~/api/types';
import { bodyOf, emptyApiKey, expiryOf, pageOfApiKeys } from './rules';

const now = new Date('2026-01-01T12:00:00Z');

describe('when a key ends', () => {
  it('is counted in days from now, or never', () => {
    expect(expiryOf({ expiry: '30', expiresAt: '' }, now, 'Asia/Seoul')).toBe('2026-01-31T12:00:00.000Z');
    expect(expiryOf({ expiry: '365', expiresAt: '2026-01-05' }, now, 'UTC')).toBe('2027-01-01T12:00:00.000Z');
    expect(expiryOf({ expiry: 'never', expiresAt: '2026-01-05' }, now, 'UTC')).toBeNull();
  });

  it("is the end of the chosen day in the organization's time zone", () => {
    expect(expiryOf({ expiry: 'date', expiresAt: '2026-01-31' }, now, 'Asia/Seoul')).toBe(
      '2026-01-31T15:00:00Z',
    );
  });
});

it('a key is sent with its name trimmed and its permissions in order', () => {
  const values = { ...emptyApiKey, name: ' Dialer ', permissions: ['b', 'a'], expiry: 'never' as const };
  expect(bodyOf(values, now, 'UTC')).toEqual({
    name: 'Dialer',
    permissions: ['a', 'b'],
    reach: 'subtree',
    expiresAt: null,
  });
});

it('the list of keys is ordered by when they end, those that never do last', () => {
  const key = (id: string, expiresAt: string | null): ApiKey => ({
    id,
    organizationId: 'org_1',
    name: id,
    permissions: [],
    reach: 'own',
    hint: 'tnk_…',
    createdBy: { id: 'acc_1', name: 'Kim' },
    createdAt: '2026-01-01T00:00:00Z',
    expiresAt,
    expired: false,
    lastUsedAt: null,
  });
  const keys = [key('never', null), key('soon', '2026-02-01T00:00:00Z'), key('late', '2027-02-01T00:00:00Z')];
  const ids = (sort: string) => pageOfApiKeys(keys, { sort }, 'en').items.map(({ id }) => id);
  expect(ids('expiresAt')).toEqual(['soon', 'late', 'never']);
  expect(ids('-expiresAt')).toEqual(['never', 'late', 'soon']);
});
