import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CopySecret, ShownOnce } from './ShownOnce';

const blocker = vi.hoisted(() => ({ status: 'idle', proceed: vi.fn(), reset: vi.fn() }));
const useBlocker = vi.hoisted(() => vi.fn());
vi.mock('@tanstack/react-router', () => ({ useBlocker }));

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;

beforeEach(() => {
  root = createRoot(document.body.appendChild(document.createElement('div')));
  useBlocker.mockReturnValue(blocker);
});

afterEach(() => act(() => root.unmount()));

function show() {
  return act(() =>
    root.render(
      <MantineProvider env="test">
        <I18nProvider i18n={i18n}>
          <ShownOnce title="The key" size={400} leaving={{ title: 'Leave without it?', text: 'It is lost.' }}>
            <CopySecret value="secret">Copy the key</CopySecret>
          </ShownOnce>
        </I18nProvider>
      </MantineProvider>,
    ),
  );
}

function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
  if (!found) throw new Error(`no button ${name}: ${document.body.textContent}`);
  return found;
}

it('has no button that closes it by chance, and holds whoever goes to another page', async () => {
  await show();
  expect(document.querySelectorAll('[role="dialog"]')).toHaveLength(1);
  expect([...document.querySelectorAll('button')].map(({ textContent }) => textContent)).toEqual([
    'Copy the key',
  ]);
  const [options] = useBlocker.mock.calls[0] ?? [];
  expect(options.shouldBlockFn()).toBe(true);
  expect(options.enableBeforeUnload).toBe(true);
});

it('asks whoever goes to another page', async () => {
  useBlocker.mockReturnValue({ ...blocker, status: 'blocked' });
  await show();
  expect(document.body.textContent).toContain('It is lost.');
  await act(() => button('Stay').click());
  expect(blocker.reset).toHaveBeenCalledOnce();
  await act(() => button('Leave').click());
  expect(blocker.proceed).toHaveBeenCalledOnce();
});

it('says for a moment that the secret is copied', async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
  await show();
  await act(() => button('Copy the key').click());
  expect(writeText).toHaveBeenCalledExactlyOnceWith('secret');
  expect(button('Copied')).toBeDefined();
  vi.unstubAllGlobals();
});
