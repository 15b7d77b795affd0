// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const web = join(import.meta.dirname, '../..');

it('the types are those of the contract; run `npm run generate`', () => {
  const folder = mkdtempSync(join(web, 'node_modules/.schema-'));
  try {
    const fresh = join(folder, 'schema.d.ts');
    const generator = join(web, 'node_modules/openapi-typescript/bin/cli.js');
    execFileSync(process.execPath, [generator, join(web, '../api/openapi.yaml'), '-o', fresh], {
      stdio: 'pipe',
    });
    expect(readFileSync(join(web, 'src/api/schema.d.ts'), 'utf8')).toBe(readFileSync(fresh, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
