import { expect, it } from 'vitest';
import { known, oneDay, wideReach } from './searchParams';

it('reads the texts that are known, in their own order', () => {
  const statuses = ['active', 'pending', 'disabled'] as const;
  expect(known({ status: ['disabled', 'gone', 'active', 'active'] }, 'status', statuses)).toEqual([
    'active',
    'disabled',
  ]);
  expect(known({ status: 'pending' }, 'status', statuses)).toEqual(['pending']);
  expect(known({ status: ['gone'] }, 'status', statuses)).toBeUndefined();
  expect(known({}, 'status', statuses)).toBeUndefined();
});

it('reads a day, and nothing else as one', () => {
  expect(oneDay({ since: '2026-11-22' }, 'since')).toBe('2026-11-22');
  expect(oneDay({ since: '2026-11-22T00:00:00Z' }, 'since')).toBeUndefined();
  expect(oneDay({}, 'since')).toBeUndefined();
});

it('reads a reach that is wider than a list has anyway', () => {
  expect(wideReach({ reach: 'subtree' })).toBe('subtree');
  expect(wideReach({ reach: 'own' })).toBeUndefined();
});
