import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

// What the pages before sign-in say is a catalog of its own, so that they load without the console's words.
const start = ['src/start/**', 'src/lib/problemText.ts'];

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ko', 'ja', 'th'],
  catalogs: [
    { path: 'src/locales/start/{locale}', include: start },
    { path: 'src/locales/app/{locale}', include: ['src'], exclude: [...start, '**/*.test.*'] },
  ],
  // Line numbers would change the catalogs with every edit of a file.
  format: formatter({ lineNumbers: false }),
});
