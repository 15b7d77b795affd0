import { describe, expect, it } from 'vitest';
import { Problem } from '~/api/problem';
import { leftOutOf, refusalOf, usagesOf } from './obstacles';

const obstacle = (id: string) => ({ id, number: '+8215881234', display: '1588-1234', usages: [] });

describe('a refused change of many numbers', () => {
  it('is told by its code, with what stands in the way', () => {
    const blockers = [obstacle('num_1')];
    expect(refusalOf(new Problem(409, { code: 'number_in_use', count: 1, blockers }))).toEqual({
      kind: 'in_use',
      count: 1,
      obstacles: blockers,
    });
    expect(refusalOf(new Problem(409, { code: 'count_changed', count: 7 }))).toEqual({
      kind: 'count_changed',
      count: 7,
    });
    expect(
      refusalOf(
        new Problem(403, { code: 'permission_required', permission: 'console.numbers.move', count: 2 }),
      ),
    ).toEqual({ kind: 'permission', count: 2, permission: 'console.numbers.move' });
    // A refusal of the whole, not of some of them.
    expect(refusalOf(new Problem(403, { code: 'permission_required' }))).toBeUndefined();
    expect(refusalOf(new Problem(422, { code: 'validation_failed', count: 2 }))).toBeUndefined();
  });

  it('goes on without what stands in the way where all of that is known and something is left', () => {
    const some = { kind: 'in_use' as const, count: 1, obstacles: [obstacle('num_1')] };
    expect(leftOutOf({ ids: ['num_1', 'num_2'] }, some)).toEqual({ ids: ['num_1'] });
    expect(leftOutOf({ ids: ['num_1'] }, some)).toBeUndefined();
    expect(leftOutOf({ ids: ['num_1', 'num_2'] }, { ...some, count: 101 })).toBeUndefined();
    expect(leftOutOf({ ids: ['num_1'] }, { kind: 'count_changed', count: 3 })).toBeUndefined();
  });

  it('tells which of the selected numbers are gone', () => {
    const errors = [{ location: 'body.ids[1]', code: 'not_found', message: '' }];
    const refusal = refusalOf(new Problem(422, { code: 'validation_failed', errors }));
    expect(refusal).toEqual({ kind: 'gone', count: 1, at: [1] });
    if (refusal) expect(leftOutOf({ ids: ['num_1', 'num_2'] }, refusal)).toEqual({ ids: ['num_2'] });
  });

  it('goes on with what a filter matches and nothing uses', () => {
    const used = { kind: 'in_use' as const, count: 500, obstacles: [obstacle('num_1')] };
    expect(leftOutOf({ filter: { q: '02' } }, used)).toBe('in_use');
    expect(leftOutOf({ filter: { inUse: true } }, used)).toBeUndefined();
    expect(leftOutOf({ filter: {} }, { ...used, kind: 'not_allowed_there' })).toBeUndefined();
  });
});

it('a refused change of one number names the usages', () => {
  const usages = [{ id: 'usg_1' }];
  expect(usagesOf(new Problem(409, { code: 'number_in_use', usages }))).toEqual(usages);
  expect(usagesOf(new Problem(409, { code: 'number_taken' }))).toEqual([]);
});
