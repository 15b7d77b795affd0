import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { vi } from 'vitest';
import { queryClient } from '~/api/query';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

function Host({ run }: { run: () => void }) {
  run();
  return null;
}

/** Runs a hook as a component would; `result()` is what it returned last, `act` waits until what was done is shown. */
export async function renderHook<T>(hook: () => T) {
  let last: { value: T } | undefined;
  const run = () => {
    last = { value: hook() };
  };
  const root = createRoot(document.createElement('div'));
  const render = () =>
    act(async () =>
      root.render(
        <QueryClientProvider client={queryClient}>
          <I18nProvider i18n={i18n}>
            <Host run={run} />
          </I18nProvider>
        </QueryClientProvider>,
      ),
    );
  await render();
  return {
    /** Runs it once more, with what it reads having changed. */
    again: render,
    result(): T {
      if (!last) throw new Error('the hook has not been run');
      return last.value;
    },
    act: (action: () => unknown) => act(async () => void (await action())),
    /** Waits for what comes by itself. */
    until: (happened: () => boolean) =>
      vi.waitUntil(async () => {
        await act(() => new Promise((resolve) => setTimeout(resolve)));
        return happened();
      }),
  };
}
