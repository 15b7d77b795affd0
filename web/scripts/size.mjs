// The page weights that we promise, from the built manifest: JavaScript and CSS, gzip, everything that a page
// loads before it is usable, in the language whose words weigh most. Fails when one is over its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

const pages = [
  {
    name: 'sign-in',
    budget: 150,
    entries: ['index.html', 'src/locales/start/th.po'],
  },
  {
    name: 'organizations',
    budget: 250,
    entries: [
      'index.html',
      'src/locales/start/th.po',
      'src/locales/app/th.po',
      'src/app/App.tsx',
      'src/app/Shell.tsx',
      'src/features/organizations/PlatformLayout.tsx',
      'src/features/organizations/OrganizationsPage.tsx',
    ],
  },
];

function filesOf(entry, seen = new Set(), files = new Set(['color-scheme.js'])) {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`${entry} is not in the manifest`);
  if (seen.has(entry)) return files;
  seen.add(entry);
  if (/\.(js|css)$/.test(chunk.file)) files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) filesOf(next, seen, files);
  return files;
}

let over = false;
for (const page of pages) {
  const files = new Set(page.entries.flatMap((entry) => [...filesOf(entry)]));
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  const kilobytes = bytes / 1000;
  const verdict = kilobytes <= page.budget ? 'ok' : 'OVER';
  over ||= kilobytes > page.budget;
  console.log(`${page.name.padEnd(14)} ${kilobytes.toFixed(1).padStart(7)} KB of ${page.budget}  ${verdict}`);
}
process.exit(over ? 1 : 0);
