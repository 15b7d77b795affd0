import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { registerContracting } from './support/organizations';
import { expect, test, toast } from './support/test';
import { retype, textOf } from './support/workbook';

/** As a person pastes: the browser's own event, with lines on the clipboard. */
async function paste(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).evaluate((field, lines) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', lines);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('File with numbers').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Check the file' }).click();
}

async function contentOf(download: Promise<Download>): Promise<Buffer> {
  return readFileSync(await (await download).path());
}

test('numbers are put together in a list and saved all or nothing', async ({ staff: page }) => {
  const id = await registerContracting(page, 'List Office');
  await page.goto(`/o/${id}/numbers/add`);
  const entry = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  const number = page.getByLabel('Number', { exact: true });
  await page.getByLabel('Billing number').fill('02-2133-0001');

  // Enter adds, and each entry says at once what is wrong with it.
  await number.fill('02-2133-1001');
  await page.getByLabel('Lettering').fill('City hall');
  await number.press('Enter');
  await expect(entry('02-2133-1001')).toContainText('Can be added');
  await expect(number).toBeFocused();
  await number.fill('02-1588-1234');
  await number.press('Enter');
  await expect(entry('02-1588-1234')).toContainText('A representative number has no area code.');
  await paste(page, 'Number', '0505-123-4567\tPersonal\n02-2133-1002, Desk <b>2</b>\n02 2133 1001');
  await expect(entry('0505-123-4567')).toContainText('not every provider accepts it');
  await expect(entry('Desk <b>2</b>')).toContainText('Can be added');
  await expect(entry('02 2133 1001')).toContainText('This number is there twice.');
  await expect(page.getByText('5 numbers in the list · 2 cannot be added like this')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was saved.');
  await page.getByRole('link', { name: 'Outgoing numbers' }).first().click();
  await page
    .getByRole('dialog', { name: 'Discard changes?' })
    .getByRole('button', { name: 'Keep editing' })
    .click();

  await page.getByRole('button', { name: 'Remove 02 2133 1001' }).click();
  await page.getByRole('button', { name: 'Edit 02-1588-1234' }).click();
  await expect(number).toHaveValue('02-1588-1234');
  await number.fill('1588-1234');
  await number.press('Enter');
  await expect(entry('1588-1234')).toContainText('Can be added');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, '4 numbers are added.')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/o/${id}/numbers$`));
  await expect(page.getByRole('link', { name: '1588-1234' })).toBeVisible();
});

test('a range is shown before it is saved', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Range Office');
  await page.goto('/platform/numbers/range');
  await expect(page.getByLabel('First number')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Whose numbers they will be' }).fill('Range Off');
  await page.getByRole('option', { name: 'Range Office' }).click();
  await expect(page).toHaveURL(new RegExp(`organizationId=${id}`));

  const preview = page.getByRole('region', { name: 'Preview' });
  const last = page.getByLabel('Last four digits of the last number');
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await page.getByLabel('First number').fill('02-2133-2000');
  await last.fill('1999');
  await expect(page.getByText('The last number comes before the first one.')).toBeVisible();
  await last.fill('2042');
  await expect(preview.getByText('02-2133-2042')).toBeVisible();
  await expect(preview.getByText('43', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save 43 numbers' }).click();
  await expect(toast(page, '43 numbers are added.')).toBeVisible();

  // What stands in the way is listed, and keeps it from being saved.
  await page.goto(`/o/${id}/numbers/range`);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await page.getByLabel('First number').fill('02-2133-2040');
  await last.fill('2050');
  await expect(preview.getByText('3 numbers of the range cannot be added.')).toBeVisible();
  await expect(preview.getByRole('listitem').filter({ hasText: '02-2133-2042' })).toContainText('taken');
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('failed rows come back as a workbook, are corrected and handed in again', async ({ staff: page }) => {
  const id = await registerContracting(page, 'File Office');
  await page.goto(`/o/${id}/numbers/import`);
  const rows = ['02-2133-3001,One', '2-2133-3002,Zero', '02-1588-1234,Area', '8.21E+11,Lost'];
  await upload(page, 'numbers.csv', Buffer.from(['number,lettering', ...rows].join('\n')));
  // The file is still there when the billing number is.
  await expect(page.getByText('the file has no column billing_number')).toBeVisible();
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page).toHaveURL(/\/numbers\/import\/imp_/);

  await expect(page.getByRole('button', { name: 'Invalid 2' })).toBeVisible();
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  await expect(row('2-2133-3002')).toContainText('The 0 in front was missing and was restored.');
  await expect(row('Area').getByRole('rowheader', { name: /02-1588-1234.*has no area code/ })).toBeVisible();
  await expect(row('Lost')).toContainText('its last digits are lost');
  await expect(page.getByRole('button', { name: 'Save 2 numbers' })).toBeDisabled();
  await expectAccessible(page);

  // The reasons are in the reader's language, on the page and in the file.
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitemradio', { name: '한국어' }).click();
  try {
    await expect(row('Area')).toContainText('대표번호(15, 16, 18…)에는 지역번호가 없습니다.');
    const korean = page.waitForEvent('download');
    await page.getByRole('button', { name: '실패한 행 다운로드' }).click();
    await page.getByRole('menuitem', { name: 'Excel' }).click();
    const text = textOf(await contentOf(korean));
    expect(text).toContain('오류');
    expect(text).toContain(
      'number: 대표번호(15, 16, 18…)에는 지역번호가 없습니다. 1588-1234처럼 입력하세요.',
    );
  } finally {
    await page.getByRole('button', { name: /계정 메뉴/ }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
  }

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download failed rows' }).click();
  await page.getByRole('menuitem', { name: 'Excel' }).click();
  const failed = await contentOf(download);
  expect(textOf(failed)).toContain('error');

  await page.getByLabel('Only the valid rows').check();
  await page.getByRole('button', { name: 'Save 2 numbers' }).click();
  await expect(toast(page, 'numbers.csv is imported.')).toBeVisible();
  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'numbers.csv' })).toContainText('Imported');

  await page.getByLabel('Billing number').fill('02-2133-0001');
  const corrected = retype(failed, { '02-1588-1234': '1588-9876', '8.21E+11': '02-2133-3004' });
  await upload(page, 'corrected.xlsx', corrected);
  await page.getByRole('button', { name: 'Save 2 numbers' }).click();
  await expect(toast(page, 'corrected.xlsx is imported.')).toBeVisible();
  await page.getByRole('button', { name: 'Show the numbers' }).click();
  for (const number of ['02-2133-3001', '02-2133-3002', '02-2133-3004', '1588-9876'])
    await expect(page.getByRole('link', { name: number })).toBeVisible();

  // What is downloaded is imported back without a change.
  const list = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Excel' }).click();
  const all = await contentOf(list);
  await page.goto('/platform/numbers/import');
  await upload(page, 'back.xlsx', all);
  await expect(page.getByRole('button', { name: 'Skipped 4' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Added 0' })).toBeVisible();
  await expect(page.getByText('There is nothing to save')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'back.xlsx' })).toContainText('Cancelled');
});

test('an import goes on behind every page and tells of its end', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Slow Office');
  // A large file without its time: the server's answer says that it is still at work.
  let checking = true;
  await page.route(/\/v1\/imports\/imp_\w+$/, async (route) => {
    const answer = await route.fetch();
    if (!checking || route.request().method() !== 'GET') return route.fulfill({ response: answer });
    const progress = { done: 1, total: 4, secondsLeft: 90 };
    await route.fulfill({ json: { ...(await answer.json()), status: 'checking', progress } });
  });
  await page.goto(`/o/${id}/numbers/import`);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await upload(page, 'slow.csv', Buffer.from('number\n02-2133-4001'));
  const bar = page.getByRole('progressbar', { name: 'Checking the file' });
  await expect(bar).toHaveJSProperty('value', 25);
  await expect(page.getByText('about 2 minutes left')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(bar).toBeVisible();

  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByRole('heading', { name: 'Slow Office', level: 1 })).toBeVisible();
  await page.reload();
  checking = false;
  await expect(toast(page, /slow\.csv is checked/)).toBeVisible();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('button', { name: 'Save 1 number' }).click();
  await expect(toast(page, 'slow.csv is imported.')).toBeVisible();
});

test('what is stored meanwhile is looked at again before an import is saved', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Late Office');
  for (const name of ['one', 'two']) {
    await page.goto(`/o/${id}/numbers/import`);
    await page.getByLabel('Billing number').fill('02-2133-0001');
    await upload(page, `${name}.csv`, Buffer.from(`number,lettering\n02-2133-6001,${name}`));
    await expect(page.getByRole('button', { name: 'Save 1 number' })).toBeEnabled();
  }
  await page.getByRole('link', { name: 'Imports', exact: true }).click();
  await page.getByRole('link', { name: 'one.csv' }).click();
  await page.getByRole('button', { name: 'Save 1 number' }).click();
  await expect(toast(page, 'one.csv is imported.')).toBeVisible();

  await page.goBack();
  await page.getByRole('link', { name: 'two.csv' }).click();
  await page.getByRole('button', { name: 'Save 1 number' }).click();
  await expect(page.getByText('Look again before you save')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Invalid 1' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '02-2133-6001' })).toContainText(
    'This number is registered and differs in lettering.',
  );
  await expect(page.getByRole('button', { name: /^Save/ })).toBeDisabled();
});

test('a file that turns out to be broken fails, and says why', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Broken Office');
  await page.goto(`/o/${id}/numbers/import`);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  // Larger than what is read to its end while it is uploaded.
  const rows = Array.from({ length: 60_000 }, (_, at) => `02-${20_000_000 + at},A row of the file`);
  await upload(
    page,
    'broken.csv',
    Buffer.from(['number,lettering', ...rows, '02-7999-0001,"open'].join('\n')),
  );
  await expect(page.getByRole('alert')).toContainText('Nothing was imported', { timeout: 30_000 });
  await expect(page.getByRole('alert')).toContainText('A double quote is not closed');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Upload a file' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'broken.csv' })).toContainText('Failed');
});

test('a file may name the organizations itself', async ({ staff: page }) => {
  const [one, two] = [
    await registerContracting(page, 'First Office'),
    await registerContracting(page, 'Second Office'),
  ];
  await page.goto('/platform/numbers/import');
  const header = 'number,billing_number,organization_id';
  const rows = [one, two, 'org_00000000000000000000000001'].map(
    (id, at) => `02-2133-500${at},02-2133-0001,${id}`,
  );
  await upload(page, 'many.csv', Buffer.from([header, ...rows].join('\n')));
  await expect(page).toHaveURL(/\/platform\/numbers\/import\/imp_/);
  await expect(page.getByRole('row').filter({ hasText: '02-2133-5002' })).toContainText(
    'There is no such organization',
  );
  await page.getByLabel('Only the valid rows').check();
  await page.getByRole('button', { name: 'Save 2 numbers' }).click();
  await expect(toast(page, 'many.csv is imported.')).toBeVisible();
  await page.goto(`/o/${two}/numbers`);
  await expect(page.getByRole('link', { name: '02-2133-5001' })).toBeVisible();
});

test('staff allow an organization special numbers, and the palette finds them', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Fire Station');
  await page.goto(`/o/${id}/numbers/add`);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await page.getByLabel('Number', { exact: true }).fill('119');
  await page.getByLabel('Number', { exact: true }).press('Enter');
  await expect(page.getByRole('listitem')).toContainText('belong to public services');
  await page.getByRole('button', { name: 'Remove 119' }).click();
  await page.getByLabel('Billing number').fill('');

  await page.goto(`/platform/organizations/${id}`);
  const facts = page.getByRole('region', { name: 'Outgoing numbers' });
  await expect(facts).toContainText('Not allowed');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Special numbers').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(facts).not.toContainText('Not allowed');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Enter' }).click();
  await expect(page).toHaveURL(/overview$/);
  const palette = page.getByRole('combobox', { name: 'Find pages, organizations and actions' });
  await page.keyboard.press('Control+k');
  await palette.fill('add numbers');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/numbers\/add$/);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await page.getByLabel('Number', { exact: true }).fill('119');
  await page.getByLabel('Lettering').fill('Fire');
  await page.getByLabel('Lettering').press('Enter');
  await expect(page.getByRole('listitem')).toContainText('Can be added');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, '1 number is added.')).toBeVisible();

  await page.keyboard.press('Control+k');
  await palette.fill('119');
  await page.getByRole('option', { name: /^119 · Fire/ }).click();
  await expect(page).toHaveURL(/\/numbers\/num_/);
});

test('the ways in fit a phone', async ({ staff: page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const id = await registerContracting(page, 'Phone Office');
  for (const way of ['add', 'range', 'import']) {
    await page.goto(`/o/${id}/numbers/${way}`);
    await expect(page.getByLabel('Billing number')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  await page.goto(`/o/${id}/numbers/add`);
  await page.getByLabel('Billing number').fill('02-2133-0001');
  await paste(page, 'Number', '0505-123-9999\tSeoul City Hall Desk\n02-1588-9999\n02-2133-9999');
  await expect(page.getByText('has no area code')).toBeVisible();
  await expectNoSidewaysScroll(page);
});
