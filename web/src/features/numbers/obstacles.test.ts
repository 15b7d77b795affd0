import { describe, expect, it } from 'vitest';
import { Problem } from '~/api/problem';
import { refusalOf } from '~/lib/changeMany';
import { leftOf, usagesOf } from './obstacles';

function refused(code: string, count = 1) {
  const refusal = refusalOf(new Problem(409, { code, count, blockers: [{ id: 'num_1' }] }));
  if (!refusal) throw new Error('not told in numbers');
  return refusal;
}

describe('a refused change of many numbers', () => {
  it('goes on without those that stand in the way', () => {
    expect(leftOf({ ids: ['num_1', 'num_2'] }, refused('number_in_use'))).toEqual(['num_2']);
    expect(leftOf({ ids: ['num_1'] }, refused('number_in_use'))).toBeUndefined();
  });

  it('goes on with what a filter matches and nothing uses', () => {
    expect(leftOf({ filter: { q: '02' } }, refused('number_in_use', 500))).toBe('unused');
    expect(leftOf({ filter: { inUse: true } }, refused('number_in_use'))).toBeUndefined();
    expect(leftOf({ filter: {} }, refused('not_allowed_there'))).toBeUndefined();
    expect(leftOf({ filter: {} }, { kind: 'count_changed', count: 3 })).toBeUndefined();
  });
});

it('a refused change of one number names the usages', () => {
  const usages = [{ id: 'usg_1' }];
  expect(usagesOf(new Problem(409, { code: 'number_in_use', usages }))).toEqual(usages);
  expect(usagesOf(new Problem(409, { code: 'number_taken' }))).toEqual([]);
});
