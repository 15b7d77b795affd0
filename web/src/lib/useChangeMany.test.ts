import { describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { renderHook } from '~/test/renderHook';
import { type Counted, useChangeMany } from './useChangeMany';

const refresh = vi.fn(() => Promise.resolve());

function counted(count: number | undefined): Counted<string[]> {
  const choice = count === undefined ? undefined : Array.from({ length: count }, (_, at) => `id_${at}`);
  return { count, choice, error: null, retry: vi.fn(), recount: vi.fn() };
}

describe('a change of many', () => {
  it('is asked again where a filter matches another count meanwhile', async () => {
    const chosen = counted(3);
    const change = vi.fn().mockRejectedValueOnce(new Problem(409, { code: 'count_changed', count: 4 }));
    const hook = await renderHook(() => useChangeMany({ counted: chosen, change, refresh }));
    await hook.act(() => hook.result().onConfirm());
    expect(change).toHaveBeenLastCalledWith(chosen.choice);
    expect(chosen.recount).toHaveBeenCalledWith(4);
    expect(hook.result()).toMatchObject({ recounted: 4, refusal: undefined, error: undefined });

    change.mockReturnValueOnce(new Promise(() => {}));
    await hook.act(() => hook.result().onConfirm());
    expect(hook.result()).toMatchObject({ recounted: undefined, busy: true });
  });

  it('names what stands in the way, and can be asked about the rest', async () => {
    const problem = new Problem(409, { code: 'last_admin', count: 1, blockers: [{ id: 'id_1' }] });
    const shown = vi.fn(() => false);
    const change = () => Promise.reject(problem);
    const chosen = counted(2);
    const hook = await renderHook(() =>
      useChangeMany({ counted: chosen, change, refresh, onRefused: shown }),
    );
    refresh.mockClear();
    await hook.act(() => hook.result().onConfirm());
    expect(hook.result()).toMatchObject({
      refusal: { kind: 'blocked', count: 1, obstacles: [{ id: 'id_1' }] },
      error: undefined,
      busy: false,
    });
    expect(refresh).toHaveBeenCalledOnce();
    expect(shown).not.toHaveBeenCalled();
    await hook.act(() => hook.result().askAgain());
    expect(hook.result().refusal).toBeUndefined();
  });

  it('says in words what is no refusal in numbers', async () => {
    const change = () => Promise.reject(new Problem(0, undefined));
    const hook = await renderHook(() => useChangeMany({ counted: counted(1), change, refresh }));
    await hook.act(() => hook.result().onConfirm());
    expect(hook.result().refusal).toBeUndefined();
    expect(hook.result().error).toBe('The server cannot be reached. Check the connection and try again.');
  });

  it('waits until they are counted, and counts again where that failed', async () => {
    const change = vi.fn();
    const waiting = await renderHook(() => useChangeMany({ counted: counted(undefined), change, refresh }));
    expect(waiting.result().busy).toBe(true);

    const failed = { ...counted(undefined), error: new Problem(0, undefined) };
    const hook = await renderHook(() => useChangeMany({ counted: failed, change, refresh }));
    expect(hook.result()).toMatchObject({
      busy: false,
      error: 'The server cannot be reached. Check the connection and try again.',
    });
    await hook.act(() => hook.result().onConfirm());
    expect(failed.retry).toHaveBeenCalledOnce();
    expect(change).not.toHaveBeenCalled();
  });
});
