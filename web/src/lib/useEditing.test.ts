import { queryOptions } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { renderHook } from '~/test/renderHook';
import { useEditing } from './useEditing';

type Loaded = { group: { name: string; description: string | null }; version: string };

const first: Loaded = { group: { name: 'Korea', description: null }, version: '1' };
const theirs: Loaded = { group: { name: 'Korea', description: 'The south' }, version: '2' };

const read = vi.fn<() => Promise<Loaded>>();
const send = vi.fn<(changed: object, base: Loaded) => Promise<void>>();
const stale = new Problem(412, { code: 'stale' });

function editing(onSaved?: () => void) {
  return renderHook(() =>
    useEditing({
      loaded: first,
      query: queryOptions({ queryKey: ['group'], queryFn: read, retry: false }),
      valuesOf: ({ group }: Loaded) => ({ name: group.name, description: group.description ?? '' }),
      check: () => ({}),
      send,
      onSaved,
    }),
  );
}

beforeEach(() => {
  queryClient.clear();
  read.mockReset().mockResolvedValue(theirs);
  send.mockReset().mockResolvedValue();
});

describe('editing', () => {
  it('sends what differs against the version that was read, and leaves', async () => {
    const onSaved = vi.fn();
    const hook = await editing(onSaved);
    await hook.act(() => hook.result().form.setFieldValue('name', ' Seoul '));
    await hook.act(() => hook.result().frame.onSubmit());
    expect(send).toHaveBeenCalledExactlyOnceWith({ name: 'Seoul' }, first);
    expect(onSaved).toHaveBeenCalledOnce();
    expect(hook.result().frame.saving).toBe(true);
  });

  it('sends nothing where nothing has changed', async () => {
    const onSaved = vi.fn();
    const hook = await editing(onSaved);
    await hook.act(() => hook.result().frame.onSubmit());
    expect(send).not.toHaveBeenCalled();
    expect(onSaved).toHaveBeenCalledOnce();
  });

  it('goes on from what there is then, where the form stays', async () => {
    const hook = await editing();
    await hook.act(() => hook.result().form.setFieldValue('description', 'The south'));
    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result().base).toEqual(theirs);
    expect(hook.result().frame).toMatchObject({ saving: false, dirty: false });
  });

  it('keeps what one has changed over what somebody else has saved first, or takes theirs', async () => {
    send.mockRejectedValue(stale);
    const hook = await editing(() => {});
    await hook.act(() => hook.result().form.setFieldValue('name', 'Seoul'));
    await hook.act(() => hook.result().frame.onSubmit());
    expect(hook.result()).toMatchObject({ error: undefined, frame: { saving: false } });
    await hook.act(() => hook.result().stale?.onKeepMine());
    expect(hook.result().stale).toBeUndefined();
    expect(hook.result().form.values).toEqual({ name: 'Seoul', description: 'The south' });

    await hook.act(() => hook.result().frame.onSubmit());
    expect(send).toHaveBeenLastCalledWith({ name: 'Seoul' }, theirs);
    await hook.act(() => hook.result().stale?.onLoadTheirs());
    expect(hook.result().form.values).toEqual({ name: 'Korea', description: 'The south' });
    expect(hook.result().frame.dirty).toBe(false);
  });

  it('says why what somebody else has saved cannot be read', async () => {
    send.mockRejectedValue(stale);
    read.mockRejectedValue(new Problem(404, { code: 'not_found' }));
    const hook = await editing(() => {});
    await hook.act(() => hook.result().form.setFieldValue('name', 'Seoul'));
    await hook.act(() => hook.result().frame.onSubmit());
    await hook.until(() => hook.result().error !== undefined);
    expect(hook.result().error).toBe('It does not exist, or you may not see it.');
    expect(hook.result().stale).toBeUndefined();
  });
});
