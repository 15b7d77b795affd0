import { afterEach, expect, it, vi } from 'vitest';
import { unwatch, watch, watched } from './watched';

const key = 'tenantry.imports';

afterEach(() => {
  for (const id of watched.read()) unwatch(id);
});

it('remembers what is at work over a reload, each once, and nothing that is over', async () => {
  watch({ id: 'imp_1', status: 'checking' });
  watch({ id: 'imp_1', status: 'applying' });
  watch({ id: 'imp_2', status: 'ready' });
  expect(watched.read()).toEqual(['imp_1']);

  vi.resetModules();
  const reloaded = await import('./watched');
  expect(reloaded.watched.read()).toEqual(['imp_1']);
});

it('forgets what has been told', () => {
  watch({ id: 'imp_1', status: 'checking' });
  watch({ id: 'imp_2', status: 'applying' });
  unwatch('imp_1');
  expect(localStorage.getItem(key)).toBe('["imp_2"]');
  unwatch('imp_2');
  expect(localStorage.getItem(key)).toBeNull();
});

it('takes nothing from a storage that holds something else', async () => {
  for (const stored of ['{', '7', '[1, null]']) {
    localStorage.setItem(key, stored);
    vi.resetModules();
    expect((await import('./watched')).watched.read()).toEqual([]);
  }
  localStorage.removeItem(key);
});
