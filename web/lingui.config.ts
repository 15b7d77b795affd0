import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

// Catalogs of their own, so that no page loads another's words: the pages before sign-in, and the areas of the
// console that src/i18n.ts names.
const start = ['src/start/**', 'src/lib/problemText.ts'];
const features = (...names: string[]) => names.map((name) => `src/features/${name}/**`);
const people = features('members', 'invitations', 'roles', 'products', 'access', 'settings');
const groups = features('groups');
const numbers = features('numbers', 'addNumbers', 'usages', 'apiKeys');
const account = features('account', 'security');
const oversight = features('audit', 'mail');
const tests = '**/*.test.*';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ko', 'ja', 'th'],
  catalogs: [
    { path: 'src/locales/start/{locale}', include: start, exclude: [tests] },
    { path: 'src/locales/people/{locale}', include: people, exclude: [tests] },
    { path: 'src/locales/groups/{locale}', include: groups, exclude: [tests] },
    { path: 'src/locales/numbers/{locale}', include: numbers, exclude: [tests] },
    { path: 'src/locales/account/{locale}', include: account, exclude: [tests] },
    { path: 'src/locales/oversight/{locale}', include: oversight, exclude: [tests] },
    {
      path: 'src/locales/app/{locale}',
      include: ['src'],
      exclude: [...start, ...people, ...groups, ...numbers, ...account, ...oversight, tests],
    },
  ],
  // Line numbers would change the catalogs with every edit of a file.
  format: formatter({ lineNumbers: false }),
});
