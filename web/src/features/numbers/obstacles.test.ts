import { describe, expect, it } from 'vitest';
import { Problem } from '~/api/problem';
import { refusalOf, toLeaveOut, usagesOf } from './obstacles';

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
    expect(toLeaveOut(some, ['num_1', 'num_2'])).toEqual(['num_1']);
    expect(toLeaveOut(some, ['num_1'])).toEqual([]);
    expect(toLeaveOut({ ...some, count: 101 }, ['num_1', 'num_2'])).toEqual([]);
    expect(toLeaveOut({ kind: 'count_changed', count: 3 }, ['num_1'])).toEqual([]);
  });
});

it('a refused change of one number names the usages', () => {
  const usages = [{ id: 'usg_1' }];
  expect(usagesOf(new Problem(409, { code: 'number_in_use', usages }))).toEqual(usages);
  expect(usagesOf(new Problem(409, { code: 'number_taken' }))).toEqual([]);
});
