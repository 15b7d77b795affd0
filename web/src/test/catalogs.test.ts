// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const web = join(import.meta.dirname, '../..');
// Each with the fewest messages that it may have, so that none passes by being empty.
const catalogs = { start: 50, app: 50, people: 50, groups: 50, numbers: 50 };
const translations = ['ko', 'ja', 'th'];

/** The messages of a catalog: what is said, and how, without the comments and dates around them. */
function read(path: string): Map<string, string> {
  const messages = new Map<string, string>();
  for (const entry of readFileSync(path, 'utf8').split('\n\n').slice(1)) {
    const found = /^msgid ((?:".*"\n?)+)msgstr ((?:".*"\n?)+)/m.exec(entry);
    if (found) messages.set(unquote(found[1]), unquote(found[2]));
  }
  return messages;
}

function unquote(quoted = ''): string {
  return quoted
    .split('\n')
    .map((line) => line.slice(1, -1))
    .join('');
}

function names(message: string): string[] {
  return [...message.matchAll(/\{(\w+)|<\/?(\d+)>/g)].map((match) => match[0]).sort();
}

let fresh: string;

beforeAll(() => {
  // Extracted beside a copy of the source, so that the test changes nothing.
  fresh = mkdtempSync(join(web, 'node_modules/.catalogs-'));
  cpSync(join(web, 'src'), join(fresh, 'src'), { recursive: true });
  for (const file of ['lingui.config.ts', 'package.json', 'tsconfig.json'])
    cpSync(join(web, file), join(fresh, file));
  execFileSync(
    process.execPath,
    [join(web, 'node_modules/@lingui/cli/dist/lingui.js'), 'extract', '--clean', '--workers', '1'],
    {
      cwd: fresh,
      stdio: 'pipe',
    },
  );
});

afterAll(() => rmSync(fresh, { recursive: true, force: true }));

describe.each(Object.entries(catalogs))('the catalog %s', (catalog, least) => {
  it('is what the source says; run `npm run i18n`', () => {
    for (const file of readdirSync(join(web, 'src/locales', catalog))) {
      const kept = [...read(join(web, 'src/locales', catalog, file)).keys()].sort();
      expect(kept, file).toEqual([...read(join(fresh, 'src/locales', catalog, file)).keys()].sort());
    }
  });

  it.each(translations)('is complete in %s', (language) => {
    const messages = read(join(web, `src/locales/${catalog}/${language}.po`));
    expect(messages.size).toBeGreaterThanOrEqual(least);
    for (const [message, translation] of messages) {
      expect(translation, `"${message}" in ${language}`).not.toBe('');
      if (!message.includes('plural')) expect(names(translation), message).toEqual(names(message));
    }
  });
});

it('says the same in the same words everywhere', () => {
  for (const language of translations) {
    const said = new Map<string, string>();
    for (const catalog of Object.keys(catalogs)) {
      for (const [message, translation] of read(join(web, `src/locales/${catalog}/${language}.po`))) {
        expect(translation, `"${message}" in ${language}`).toBe(said.get(message) ?? translation);
        said.set(message, translation);
      }
    }
  }
});
