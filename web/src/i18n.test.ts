import { i18n } from '@lingui/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { activateLanguage, area, loadConsoleWords } from './i18n';

async function words(path: string) {
  const catalogs = import.meta.glob<{ messages: object }>('./locales/*/*.po');
  return (await catalogs[`./locales/${path}.po`]?.())?.messages;
}

afterEach(() => vi.restoreAllMocks());

describe('the words of an area', () => {
  it('are there before its pages, and again in the language that somebody changes to', async () => {
    await activateLanguage('en', false);
    await loadConsoleWords();
    const load = vi.spyOn(i18n, 'load');
    const opened = area('people', async () => 'page');
    expect(await opened()).toBe('page');
    expect(load.mock.calls).toEqual([['en', await words('people/en')]]);
    expect(load.mock.calls[0]?.[1]).toBe(await words('people/en'));

    // Nothing is loaded twice, and nothing of an area where nobody has been.
    load.mockClear();
    await opened();
    expect(load).not.toHaveBeenCalled();
    await activateLanguage('ko', false);
    const korean = load.mock.calls.map(([, messages]) => messages);
    expect(korean).toContain(await words('people/ko'));
    expect(korean).not.toContain(await words('groups/ko'));
  });

  it('are there too where the language changes while the page loads', async () => {
    const load = vi.spyOn(i18n, 'load');
    const changing = activateLanguage('th', false);
    await Promise.all([area('groups', async () => 'page')(), changing]);
    expect(load.mock.calls.map(([, messages]) => messages)).toContain(await words('groups/th'));
  });
});
