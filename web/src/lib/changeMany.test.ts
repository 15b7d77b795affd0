import { describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { gather, mostAtOnce, refusalOf, restOf } from './changeMany';

const blocker = (id: string) => ({ id, organizationId: 'org_1', code: 'last_admin', message: '' });

describe('what a change of many was refused for', () => {
  it('is told in numbers', () => {
    const blockers = [blocker('b')];
    expect(refusalOf(new Problem(409, { code: 'last_admin', count: 1, blockers }))).toEqual({
      kind: 'blocked',
      count: 1,
      obstacles: blockers,
    });
    expect(
      refusalOf(new Problem(403, { code: 'permission_required', permission: 'x.y.z', count: 2 })),
    ).toEqual({ kind: 'permission', count: 2, permission: 'x.y.z' });
    const errors = [{ location: 'body.ids[1]', code: 'not_found', message: '' }];
    expect(refusalOf(new Problem(422, { code: 'not_found', errors }))).toEqual({
      kind: 'gone',
      count: 1,
      at: [1],
    });
    expect(refusalOf(new Problem(409, { code: 'still_running' }))).toBeUndefined();
    expect(refusalOf(new Problem(429, { code: 'invitation_limit', limit: 100, left: 3 }))).toBeUndefined();
  });

  it('leaves the rest to be changed, where all that stands in the way is known', () => {
    const ids = ['a', 'b', 'c'];
    expect(restOf(ids, { kind: 'blocked', count: 1, obstacles: [blocker('b')] })).toEqual(['a', 'c']);
    expect(restOf(ids, { kind: 'gone', count: 2, at: [0, 2] })).toEqual(['b']);
    expect(restOf(ids, { kind: 'blocked', count: 2, obstacles: [blocker('b')] })).toBeUndefined();
    expect(restOf(['b'], { kind: 'blocked', count: 1, obstacles: [blocker('b')] })).toBeUndefined();
    expect(restOf(ids, { kind: 'permission', count: 1, permission: '' })).toBeUndefined();
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
