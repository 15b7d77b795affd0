import { describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { renderHook } from '~/test/renderHook';
import { useChangeMany } from './useChangeMany';

vi.mock('./api', () => ({
  numberCountQuery: () => ({ queryKey: ['count'], queryFn: () => Promise.resolve(3) }),
  refreshNumbers: () => Promise.resolve(),
}));

describe('a change of many numbers', () => {
  it('is asked again where a filter matches another count meanwhile', async () => {
    const filter = { q: '1588' };
    const change = vi.fn().mockRejectedValueOnce(new Problem(409, { code: 'count_changed', count: 4 }));
    const hook = await renderHook(() => useChangeMany({ filter }, change));
    expect(hook.result()).toMatchObject({ count: undefined, busy: true });
    await hook.until(() => hook.result().count !== undefined);
    expect(hook.result()).toMatchObject({ count: 3, recounted: undefined, busy: false });

    await hook.act(() => hook.result().onConfirm());
    expect(change).toHaveBeenLastCalledWith({ filter, expectedCount: 3 });
    expect(hook.result()).toMatchObject({ count: 4, recounted: 4, refusal: undefined, error: undefined });

    change.mockReturnValueOnce(new Promise(() => {}));
    await hook.act(() => hook.result().onConfirm());
    expect(change).toHaveBeenLastCalledWith({ filter, expectedCount: 4 });
    expect(hook.result()).toMatchObject({ recounted: undefined, busy: true });
  });

  it('names what is in use, and can be asked about the rest', async () => {
    const blockers = [{ id: 'num_1', number: '+8215881234', display: '1588-1234' }];
    const change = () => Promise.reject(new Problem(409, { code: 'number_in_use', count: 1, blockers }));
    const shown = vi.fn(() => false);
    const hook = await renderHook(() => useChangeMany({ ids: ['num_1', 'num_2'] }, change, shown));
    await hook.act(() => hook.result().onConfirm());
    expect(hook.result()).toMatchObject({
      count: 2,
      refusal: { kind: 'in_use', count: 1, obstacles: blockers },
      error: undefined,
      busy: false,
    });
    expect(shown).not.toHaveBeenCalled();
    await hook.act(() => hook.result().askAgain());
    expect(hook.result().refusal).toBeUndefined();
  });

  it('says in words what is no refusal in numbers', async () => {
    const change = () => Promise.reject(new Problem(0, undefined));
    const hook = await renderHook(() => useChangeMany({ ids: ['num_1'] }, change));
    await hook.act(() => hook.result().onConfirm());
    expect(hook.result().refusal).toBeUndefined();
    expect(hook.result().error).toBe('The server cannot be reached. Check the connection and try again.');
  });
});
