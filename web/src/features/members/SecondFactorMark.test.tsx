import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it } from 'vitest';
import { SecondFactorMark } from './SecondFactorMark';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

it.each([
  [{ secondFactor: true, awaits: null }, 'On'],
  [{ secondFactor: false, awaits: 'password' as const }, 'Off'],
  // Nothing is told of an account whose owner has not accepted: off would be a guess.
  [{ secondFactor: false, awaits: 'owner' as const }, '—'],
])('%o reads %s', async (member, text) => {
  const place = document.createElement('div');
  const root = createRoot(place);
  await act(() =>
    root.render(
      <I18nProvider i18n={i18n}>
        <SecondFactorMark member={member} />
      </I18nProvider>,
    ),
  );
  expect(place.textContent).toBe(text);
  await act(() => root.unmount());
});
