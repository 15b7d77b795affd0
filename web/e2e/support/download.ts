import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect } from './test';

/** Downloads the list that is shown as CSV, or what is selected in it, and answers its text. */
export async function downloadedCSV(page: Page, name: string, button = 'Download'): Promise<string> {
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const file = await started;
  expect(file.suggestedFilename()).toBe(`${name}.csv`);
  return readFile(await file.path(), 'utf8');
}
