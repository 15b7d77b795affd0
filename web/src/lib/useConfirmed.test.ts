import { expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { renderHook } from '~/test/renderHook';
import { useConfirmed } from './useConfirmed';

function refused(code: string): Problem {
  return new Problem(409, { code });
}

it('is busy until the dialog is gone', async () => {
  let finish = () => {};
  const action = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const hook = await renderHook(() => useConfirmed(action));
  expect(hook.result()).toMatchObject({ busy: false, error: undefined });

  await hook.act(() => hook.result().onConfirm());
  expect(hook.result().busy).toBe(true);
  await hook.act(finish);
  expect(hook.result()).toMatchObject({ busy: true, error: undefined });
  expect(action).toHaveBeenCalledOnce();
});

it('says why it was refused, until it is tried again', async () => {
  const action = vi.fn().mockRejectedValueOnce(refused('permission_required'));
  const hook = await renderHook(() => useConfirmed(action));
  await hook.act(() => hook.result().onConfirm());
  expect(hook.result()).toMatchObject({
    busy: false,
    error: 'You do not have the permission for this.',
  });

  action.mockReturnValueOnce(new Promise(() => {}));
  await hook.act(() => hook.result().onConfirm());
  expect(hook.result()).toMatchObject({ busy: true, error: undefined });
});

it('leaves to the dialog what it shows in another way', async () => {
  const shown = vi.fn((problem: unknown) => problem instanceof Problem && problem.code === 'last_admin');
  const action = vi
    .fn()
    .mockRejectedValueOnce(refused('last_admin'))
    .mockRejectedValueOnce(refused('not_found'));
  const hook = await renderHook(() => useConfirmed(action, shown));
  await hook.act(() => hook.result().onConfirm());
  expect(hook.result()).toMatchObject({ busy: false, error: undefined });
  await hook.act(() => hook.result().onConfirm());
  expect(hook.result().error).toBe('It does not exist, or you may not see it.');
  expect(shown).toHaveBeenCalledTimes(2);
});

it('says nothing to whoever chose not to prove who they are', async () => {
  const shown = vi.fn(() => false);
  const hook = await renderHook(() =>
    useConfirmed(() => Promise.reject(refused('reauthentication_required')), shown),
  );
  await hook.act(() => hook.result().onConfirm());
  expect(hook.result()).toMatchObject({ busy: false, error: undefined });
  expect(shown).not.toHaveBeenCalled();
});
