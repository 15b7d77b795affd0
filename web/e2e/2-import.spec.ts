import { settings } from './support/settings';
import { expect, test, toast } from './support/test';

test('a whole country is checked first and imported then', async ({ staff: page }) => {
  await page.goto('/platform/organizations/import');
  await page.getByLabel('File with organizations').setInputFiles(settings.organizationsCsv);
  await expect(page).toHaveURL(/\/import\/imp_/);
  await expect(page.getByRole('button', { name: 'Added 3,774' })).toBeVisible();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByText('51–100 of 3,774')).toBeVisible();

  // Nothing is lost by leaving, reloading or coming back by the list.
  await page.reload();
  await expect(page.getByText('51–100 of 3,774')).toBeVisible();
  await page.getByRole('link', { name: 'Imports' }).first().click();
  await page.getByRole('listitem').filter({ hasText: '3,774 added' }).getByRole('link').click();

  await page
    .getByRole('button', { name: 'Import 3774 organizations' })
    .or(page.getByRole('button', { name: 'Import 3,774 organizations' }))
    .click();
  await expect(toast(page, 'is imported.')).toBeVisible();
  await page.getByRole('button', { name: 'Show the organizations' }).click();
  await expect(page.getByText('1–50 of 3,774')).toBeVisible();
});

test('what is wrong with a file stands beside the cell', async ({ staff: page }) => {
  const header =
    'key,name,classification,type,client_classification,address,representative_name,business_registration_number';
  const rows = [
    'good,Good,client,contracting,company,Seoul,Kim,116-82-00276',
    'bad,Bad,client,contracting,company,Seoul,Kim,116-82-00273',
  ];
  await page.goto('/platform/organizations/import');
  await page.getByLabel('File with organizations').setInputFiles({
    name: 'two.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([header, ...rows].join('\n')),
  });
  await page.getByRole('button', { name: 'Invalid 1' }).click();
  await expect(page).toHaveURL(/status=invalid/);
  const row = page.getByRole('row').filter({ hasText: 'Bad' });
  await expect(row.getByRole('cell', { name: /116-82-00273.*does not fit the other nine/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Import 1/ })).toBeDisabled();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download failed rows' }).click();
  await page.getByRole('menuitem', { name: 'Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);

  await page.getByLabel('Only the valid rows').check();
  await expect(page.getByRole('button', { name: 'Import 1 organization' })).toBeEnabled();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'two.csv' })).toContainText('Cancelled');
});

test('a file that is no sheet is refused in words', async ({ staff: page }) => {
  await page.goto('/platform/organizations/import');
  await page.getByLabel('File with organizations').setInputFiles({
    name: 'broken.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from('PK not really'),
  });
  await expect(page.getByRole('alert')).toContainText('The file could not be read');
});
