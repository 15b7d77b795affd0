import { describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { gather, mostAtOnce, refusalOf, restOf } from './changeMany';

const blocked = (count: number, ...ids: string[]) =>
  new Problem(409, { code: 'last_admin', count, blockers: ids.map((id) => ({ id })) });

describe('what a change of many was refused for', () => {
  it('is told in numbers', () => {
    const problem = blocked(1, 'b');
    expect(refusalOf(problem)).toEqual({ kind: 'blocked', problem, count: 1, obstacles: [{ id: 'b' }] });
    expect(
      refusalOf(new Problem(403, { code: 'permission_required', permission: 'x.y.z', count: 2 })),
    ).toEqual({ kind: 'permission', count: 2, permission: 'x.y.z' });
    const errors = [{ location: 'body.ids[1]', code: 'not_found', message: '' }];
    expect(refusalOf(new Problem(422, { code: 'not_found', errors }))).toEqual({
      kind: 'gone',
      count: 1,
      at: [1],
    });
    expect(refusalOf(new Problem(409, { code: 'count_changed', count: 7 }))).toEqual({
      kind: 'count_changed',
      count: 7,
    });
  });

  it('is left to others where it is of the whole, not of some of them', () => {
    expect(refusalOf(new Problem(409, { code: 'still_running' }))).toBeUndefined();
    expect(refusalOf(new Problem(403, { code: 'permission_required' }))).toBeUndefined();
    expect(refusalOf(new Problem(422, { code: 'validation_failed', count: 2 }))).toBeUndefined();
    expect(refusalOf(new Problem(429, { code: 'invitation_limit', limit: 100, left: 3 }))).toBeUndefined();
  });

  it('leaves the rest to be changed, as far as it is named what stands in the way', () => {
    const rest = (ids: string[], problem: Problem) => {
      const refusal = refusalOf(problem);
      return refusal && restOf(ids, refusal);
    };
    const ids = ['a', 'b', 'c'];
    expect(rest(ids, blocked(1, 'b'))).toEqual(['a', 'c']);
    expect(rest(ids, blocked(2, 'b'))).toEqual(['a', 'c']);
    expect(rest(['b'], blocked(1, 'b'))).toBeUndefined();
    expect(restOf(ids, { kind: 'gone', count: 2, at: [0, 2] })).toEqual(['b']);
    expect(restOf(ids, { kind: 'permission', count: 1, permission: '' })).toBeUndefined();
    expect(restOf(ids, { kind: 'count_changed', count: 2 })).toBeUndefined();
  });
});

describe('everything that a list shows', () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => ({ id: `id${from + at}` }));

  it('is gathered through its pages', async () => {
    const page = vi.fn(async (cursor: string | undefined) =>
      cursor === undefined
        ? { items: rows(0, 200), total: { value: 250, relation: 'eq' as const }, nextCursor: 'next' }
        : { items: rows(199, 250), total: { value: 250, relation: 'eq' as const } },
    );
    const { ids, total } = await gather(page);
    expect(ids).toEqual(rows(0, 250).map(({ id }) => id));
    expect(total).toEqual({ value: 250, relation: 'eq' });
    expect(page.mock.calls).toEqual([[undefined], ['next']]);
  });

  it('is only counted where it is more than can be changed at once', async () => {
    const total = { value: mostAtOnce + 1, relation: 'eq' as const };
    const page = vi.fn(async () => ({ items: rows(0, 200), total, nextCursor: 'next' }));
    expect(await gather(page)).toEqual({ ids: [], total });
    expect(page).toHaveBeenCalledTimes(1);
  });

  it('is not read for ever where it grows meanwhile', async () => {
    let at = 0;
    const page = async () => {
      at += 200;
      return {
        items: rows(at, at + 200),
        total: { value: 900, relation: 'eq' as const },
        nextCursor: 'next',
      };
    };
    expect((await gather(page)).ids).toEqual([]);
  });
});
