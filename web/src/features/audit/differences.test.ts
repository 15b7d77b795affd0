import { describe, expect, it } from 'vitest';
import { toldBy } from './differences';

describe('what an event tells', () => {
  it('names the fields that changed, inside of others too, and leaves out those that did not', () => {
    expect(
      toldBy({
        before: { name: 'a', zone: 'x', address: { base: '1', detail: '2' }, roles: ['r1'] },
        after: { name: 'b', zone: 'x', address: { base: '1', detail: '3' }, roles: ['r1', 'r2'] },
      }),
    ).toEqual({
      changes: [
        { field: 'name', before: 'a', after: 'b' },
        { field: 'address.detail', before: '2', after: '3' },
        { field: 'roles', before: ['r1'], after: ['r1', 'r2'] },
      ],
      facts: [],
    });
  });

  it('tells of what was made and of what is gone', () => {
    expect(toldBy({ after: { name: 'a' }, count: 3 })).toEqual({
      changes: [{ field: 'name', before: undefined, after: 'a' }],
      facts: [{ field: 'count', value: 3 }],
    });
    expect(toldBy({ before: { name: null } }).changes).toEqual([
      { field: 'name', before: null, after: undefined },
    ]);
  });

  it('has nothing to tell of nothing', () => {
    expect(toldBy(null)).toEqual({ changes: [], facts: [] });
    expect(toldBy({})).toEqual({ changes: [], facts: [] });
  });
});
