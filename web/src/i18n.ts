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

// Each part of the console has a catalog of its own, so that a page loads no other page's words.
const catalogs = import.meta.glob<{ messages: Messages }>('./locales/*/*.po');

type Part = 'start' | 'app' | Area;

/** A part of the console whose words come with its first page. */
export type Area = 'people' | 'groups' | 'numbers' | 'account' | 'oversight';

// The pages before sign-in need few words; the console's own come with it, an area's with the area.
const wanted: Part[] = ['start'];

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
  await want('app');
}

/** A module of an area, which comes together with the area's words: no page comes up in the keys of its words. */
export function area<T>(name: Area, load: () => Promise<T>): () => Promise<T> {
  return async () => (await Promise.all([load(), want(name)]))[0];
}

async function want(part: Part): Promise<void> {
  if (!wanted.includes(part)) wanted.push(part);
  if (isLanguage(i18n.locale)) await load(i18n.locale);
}

/** Also what comes to be wanted while it loads: a page may open in the middle of a change of the language. */
async function load(language: Language): Promise<void> {
  for (let done = 0; done < wanted.length; ) {
    const parts = wanted.slice(done);
    done = wanted.length;
    await Promise.all(parts.map((part) => loadCatalog(`./locales/${part}/${language}.po`, language)));
  }
}

const loaded = new Set<string>();

async function loadCatalog(path: string, language: Language): Promise<void> {
  if (loaded.has(path)) return;
  const catalog = catalogs[path];
  if (!catalog) throw new Error(`there is no catalog ${path}`);
  const { messages } = await catalog();
  i18n.load(language, messages);
  loaded.add(path);
}
