import { expect, it, vi } from 'vitest';
import { compact, type ListSearch } from '~/lib/listSearch';
import { known, one } from '~/lib/searchParams';
import { renderHook } from '~/test/renderHook';
import { useFilterDraft } from './useFilterDraft';

type Filters = { name?: string; status?: ('active' | 'disabled')[] };
type Search = ListSearch & Filters & { edit?: string };

function parse(raw: Record<string, unknown>): Filters {
  return compact({ name: one(raw, 'name'), status: known(raw, 'status', ['active', 'disabled']) });
}

async function draftOf(search: Search) {
  const onChange = vi.fn();
  const hook = await renderHook(() =>
    useFilterDraft<Search, Filters>({
      search,
      filters: ['name', 'status'],
      parse,
      onChange,
      onClose: () => {},
    }),
  );
  return { hook, onChange };
}

it('searches for what is set once Search is pressed, from the first page', async () => {
  const { hook, onChange } = await draftOf({ q: 'kim', cursor: 'c2', from: 51, name: 'old', edit: 'mem_1' });
  expect(hook.result().draft).toEqual({ name: 'old' });
  await hook.act(() => hook.result().set({ name: ' Seoul ' }));
  await hook.act(() => hook.result().set({ status: ['disabled'] }));
  expect(onChange).not.toHaveBeenCalled();
  await hook.act(() => hook.result().panel.onSearch());
  expect(onChange).toHaveBeenCalledExactlyOnceWith({
    q: 'kim',
    edit: 'mem_1',
    name: 'Seoul',
    status: ['disabled'],
  });
});

it('drops what is empty, and clears all but what is typed in the search box', async () => {
  const { hook, onChange } = await draftOf({ q: 'kim', sort: 'name', name: 'old', status: ['active'] });
  await hook.act(() => hook.result().set({ name: ' ', status: [] }));
  await hook.act(() => hook.result().panel.onSearch());
  expect(onChange).toHaveBeenLastCalledWith({ q: 'kim', sort: 'name' });
  await hook.act(() => hook.result().set({ name: 'Busan' }));
  await hook.act(() => hook.result().panel.onClear());
  expect(hook.result().draft).toEqual({});
});
