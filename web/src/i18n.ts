import { i18n, type Messages } from '@lingui/core';

export const languages = ['en', 'ko', 'ja', 'th'] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words: whoever looks for it can read it. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  ko: '한국어',
  ja: '日本語',
  th: 'ไทย',
};

const storageKey = 'tenantry.language';

type Catalog = () => Promise<{ messages: Messages }>;

const startCatalogs: Record<Language, Catalog> = {
  en: () => import('./locales/start/en.po'),
  ko: () => import('./locales/start/ko.po'),
  ja: () => import('./locales/start/ja.po'),
  th: () => import('./locales/start/th.po'),
};

const appCatalogs: Record<Language, Catalog> = {
  en: () => import('./locales/app/en.po'),
  ko: () => import('./locales/app/ko.po'),
  ja: () => import('./locales/app/ja.po'),
  th: () => import('./locales/app/th.po'),
};

// The pages before sign-in need few words; the console's own come with it.
let wanted = [startCatalogs];

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (languages as readonly string[]).includes(value);
}

/** The first language of the browser that we speak, else English. */
export function browserLanguage(preferred: readonly string[] = navigator.languages): Language {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0];
    if (isLanguage(language)) return language;
  }
  return 'en';
}

/** What was chosen in this browser before, else the browser's own language. */
export function initialLanguage(): Language {
  const stored = readStored();
  return isLanguage(stored) ? stored : browserLanguage();
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // storage can be blocked; the browser's language still counts
  }
}

/** Shows the language everywhere; `remember` keeps it for the next visit's sign-in page. */
export async function activateLanguage(language: Language, remember = true): Promise<void> {
  await load(language);
  i18n.activate(language);
  document.documentElement.lang = language;
  if (!remember) return;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice then lasts until the page is left.
  }
}

/** From here on the console's own words are loaded too, for the present language first. */
export async function loadConsoleWords(): Promise<void> {
  wanted = [startCatalogs, appCatalogs];
  if (isLanguage(i18n.locale)) await load(i18n.locale);
}

async function load(language: Language): Promise<void> {
  for (const { messages } of await Promise.all(wanted.map((catalogs) => catalogs[language]()))) {
    i18n.load(language, messages);
  }
}
