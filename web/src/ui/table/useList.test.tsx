import { queryOptions } from '@tanstack/react-query';
import { isValidElement } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { ListSearch } from '~/lib/listSearch';
import { renderHook } from '~/test/renderHook';
import { NoMatch } from './ListStates';
import { type Page, useList } from './useList';

const navigate = vi.hoisted(() => vi.fn());
vi.mock('@tanstack/react-router', async (original) => ({
  ...(await original<typeof import('@tanstack/react-router')>()),
  useNavigate: () => navigate,
}));

type Row = { id: string };
type Search = ListSearch & { status?: string[] };

const pages: Record<string, Page<Row>> = {
  first: { items: [{ id: 'mem_1' }], total: { value: 2, relation: 'eq' }, nextCursor: 'second' },
  second: { items: [{ id: 'mem_2' }], total: { value: 2, relation: 'eq' } },
};

const read = vi.fn<(cursor: string) => Promise<Page<Row>>>();

beforeEach(() => {
  queryClient.clear();
  navigate.mockReset();
  read.mockReset().mockImplementation(async (cursor) => pages[cursor] ?? Promise.reject(new Error(cursor)));
});

function listOf(search: () => Search) {
  return renderHook(() => {
    const cursor = search().cursor ?? 'first';
    return useList({
      query: queryOptions({ queryKey: ['list', cursor], queryFn: () => read(cursor), retry: false }),
      search: search(),
      who: 'admin',
      filters: ['status'],
      chips: ({ withQuery }) => `chips ${withQuery}`,
      panel: ({ onClose }) => <button type="button" onClick={onClose} />,
      noMatch: 'Nothing matches',
      empty: 'nothing yet',
    });
  });
}

describe('a list', () => {
  it('keeps the page before while the next one is on its way', async () => {
    let search: Search = {};
    const hook = await listOf(() => search);
    expect(hook.result().table.rows).toBeUndefined();
    await hook.until(() => hook.result().table.rows !== undefined);
    expect(hook.result().table).toMatchObject({ rows: [{ id: 'mem_1' }], nextCursor: 'second' });

    let answer = (_: Page<Row>) => {};
    read.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    search = { cursor: 'second' };
    await hook.act(() => hook.again());
    expect(hook.result().table).toMatchObject({
      rows: [{ id: 'mem_1' }],
      nextCursor: undefined,
      fetching: true,
    });
    await hook.act(() => answer({ ...pages.second, items: null } as Page<Row>));
    await hook.until(() => !hook.result().table.fetching);
    expect(hook.result().table.rows).toEqual([]);
  });

  it('tells a list that is empty from one that nothing matches', async () => {
    const whole = await listOf(() => ({ sort: 'name' }));
    expect(whole.result().table.empty).toBe('nothing yet');
    const narrowed = await listOf(() => ({ sort: 'name', status: ['active'] }));
    const { empty, chips } = narrowed.result().table;
    expect(chips).toBe('chips false');
    if (!isValidElement<Parameters<typeof NoMatch>[0]>(empty)) throw new Error('no element');
    expect(empty.type).toBe(NoMatch);
    expect(empty.props).toMatchObject({ title: 'Nothing matches', chips: 'chips true' });
    empty.props.onClear();
    expect(navigate).toHaveBeenCalledOnce();
    expect(navigate.mock.calls[0]?.[0]).toMatchObject({ to: '.', replace: false });
    expect(navigate.mock.calls[0]?.[0].search()).toEqual({ sort: 'name' });
  });

  it('stands aside for what was refused', async () => {
    read.mockRejectedValue(new Problem(403, { code: 'permission_required' }));
    const hook = await listOf(() => ({}));
    await hook.until(() => hook.result().table.instead !== undefined);
    expect(hook.result().table.rows).toBeUndefined();
  });
});
