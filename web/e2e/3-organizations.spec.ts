import { registerContracting } from './support/organizations';
import { settings } from './support/settings';
import { expect, openOrganization, test, toast } from './support/test';

test('the list finds, filters, sorts and keeps it all in its address', async ({ staff: page }) => {
  await page.goto('/platform/organizations');
  await expect(page).toHaveTitle('Organizations · Tenantry');
  await page.getByRole('searchbox').fill('종로');
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('link', { name: '서울특별시 종로구', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Detailed search' }).click();
  await page.getByRole('checkbox', { name: 'Executing' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Executing');
  await expect(page.getByRole('link', { name: '서울특별시 종로구', exact: true })).toHaveCount(0);

  const shown = page.getByRole('rowheader');
  const descending = (await shown.allTextContents()).reverse();
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await expect(shown).toHaveText(descending);
  await page.reload();
  await expect(shown).toHaveText(descending);

  await page.getByRole('button', { name: 'Remove the filter Type' }).click();
  await expect(page.getByRole('list', { name: 'Filters' })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Executing');
});

test('pages go forward and back, and columns are picked', async ({ staff: page }) => {
  await page.goto('/platform/organizations?limit=20');
  const first = page.getByRole('rowheader').first();
  // The range changes at once, the rows when they have come.
  async function turn(button: string, range: string) {
    const before = (await first.textContent()) ?? '';
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByText(`${range} of 3,774`)).toBeVisible();
    await expect(first).not.toHaveText(before);
  }
  await turn('Next page', '21–40');
  await turn('Next page', '41–60');
  await page.reload();
  await turn('Previous page', '21–40');
  await turn('First page', '1–20');

  // While a page is on its way there is nowhere further to go, however fast somebody clicks.
  await page.reload();
  await page.route('**/v1/organizations?*cursor=*', async (route) => {
    await new Promise((arrived) => setTimeout(arrived, 500));
    await route.continue();
  });
  const next = page.getByRole('button', { name: 'Next page' });
  await next.click();
  await expect(next).toBeDisabled();
  await next.click({ force: true });
  await expect(next).toBeEnabled();
  await expect(next).toBeFocused();
  await expect(page.getByText('21–40 of 3,774')).toBeVisible();
  await page.unroute('**/v1/organizations?*cursor=*');
  await turn('First page', '1–20');

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByLabel('Main phone').check();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'Main phone' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Main phone' })).toBeVisible();

  await page.goto('/platform/organizations?cursor=forged');
  await expect(page.getByText('1–50 of 3,774')).toBeVisible();
  await page.goto('/platform/organizations?q=nowhere-to-be-found&status=suspended');
  await expect(page.getByRole('heading', { name: 'No organization matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await expect(page.getByText('1–50 of 3,774')).toBeVisible();
});

test('an edit is saved, and a stale one is explained', async ({ staff: page }) => {
  await openOrganization(page, '서울특별시 종로구');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Website').fill('ftp://jongno.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Enter an address that begins with http')).toBeVisible();
  await expect(page.getByLabel('Website')).toBeFocused();
  await page.getByLabel('Website').fill('https://jongno.example/');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, '서울특별시 종로구 is saved.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'https://jongno.example/' })).toBeVisible();

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Representative').fill('홍길동');
  const id = /org_\w+/.exec(page.url())?.[0];
  const other = await page.request.patch(`/v1/organizations/${id}`, {
    data: { website: 'https://other.example/' },
    headers: { 'Content-Type': 'application/merge-patch+json' },
  });
  expect(other.status()).toBe(200);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody else has changed');
  await expect(page.getByRole('alert')).toContainText('Website');
  await page.getByRole('button', { name: 'Keep my changes' }).click();
  await expect(page.getByLabel('Website')).toHaveValue('https://other.example/');
  await expect(page.getByLabel('Representative')).toHaveValue('홍길동');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('definition').filter({ hasText: '홍길동' })).toBeVisible();
});

test('a delete is refused while something refers, and done where nothing does', async ({ staff: page }) => {
  await openOrganization(page, '서울특별시 종로구');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const refusal = page.getByRole('dialog', { name: '서울특별시 종로구 cannot be deleted' });
  await expect(refusal).toContainText('17 executing organizations registered under it');
  await refusal.getByRole('link').first().click();
  await expect(refusal).toHaveCount(0);
  await expect(page.getByRole('heading', { name: /^종로구/, level: 1 })).toBeVisible();

  await openOrganization(page, '종로구 삼청동 행정복지센터');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText('Its place in a group');
  await expect(page.getByRole('dialog').getByRole('link', { name: '서울특별시' })).toBeVisible();

  await registerContracting(page, 'Nothing Refers To This');
  await openOrganization(page, 'Nothing Refers To This');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete organization' });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill('Nothing Refers');
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill('Nothing Refers To This');
  await confirm.click();
  await expect(toast(page, 'Nothing Refers To This is deleted.')).toBeVisible();
  await expect(page).toHaveURL(/\/platform\/organizations$/);
});

test('suspending is undone from the toast', async ({ staff: page }) => {
  await openOrganization(page, '종로구 사직동 행정복지센터');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Suspend' }).click();
  await expect(page.getByText('This organization is suspended')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('This organization is suspended')).toHaveCount(0);
});

test('a registration shows the fields that apply and keeps what was typed', async ({ staff: page }) => {
  await page.goto('/platform/organizations');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Register an organization' });
  await expect(form.getByLabel('Representative')).toBeVisible();
  await form.getByRole('radio', { name: 'Executing' }).check();
  await expect(form.getByLabel('Representative')).toHaveCount(0);
  await form.getByRole('combobox', { name: 'Registered organization' }).fill('종로');
  await page.getByRole('option', { name: '서울특별시 종로구' }).click();
  await form.getByRole('radio', { name: 'Partner' }).check();
  await expect(form.getByLabel('Client classification')).toHaveCount(0);
  await form.getByRole('radio', { name: 'Contracting' }).check();

  await form.getByRole('button', { name: 'Register' }).click();
  await expect(form.getByLabel('Name', { exact: false }).first()).toBeFocused();
  await form.getByLabel('Name', { exact: false }).first().fill('Busan Port Authority');
  await form.getByLabel('Business registration number').fill('116-82-00273');
  await form.getByLabel('Representative').fill('Kim');
  await form.getByLabel('Address', { exact: false }).first().fill('Busan');
  await form.getByRole('button', { name: 'Register' }).click();
  await expect(form.getByText('The check digit is wrong')).toBeVisible();
  await expect(form.getByLabel('Business registration number')).toBeFocused();

  // The session ends in the middle: the form stays, asks for the password over it and goes on.
  await form.getByLabel('Business registration number').fill('116-82-00276');
  await page.context().clearCookies();
  await form.getByRole('button', { name: 'Register' }).click();
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByLabel('Password', { exact: true }).fill(settings.password);
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(toast(page, 'Busan Port Authority is registered.')).toBeVisible();
  await expect(form).toHaveCount(0);
});

test('unsaved changes are not left by accident, and Escape closes one thing', async ({ staff: page }) => {
  await page.goto('/platform/organizations?form=new');
  const form = page.getByRole('dialog', { name: 'Register an organization' });
  await form.getByLabel('Name', { exact: false }).first().fill('Half');
  await page.keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Discard changes?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(form.getByLabel('Name', { exact: false }).first()).toHaveValue('Half');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await expect(form).toHaveCount(0);
});

for (const [format, name] of [
  ['csv', 'CSV'],
  ['xlsx', 'Excel'],
] as const) {
  test(`a download as ${format} comes back and changes nothing`, async ({ staff: page }) => {
    await page.goto('/platform/organizations?q=종로구');
    await expect(page.getByRole('rowheader').first()).toBeVisible();
    const started = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    await page.getByRole('menuitem', { name }).click();
    const download = await started;
    const file = test.info().outputPath(download.suggestedFilename());
    expect(file).toMatch(new RegExp(`\\.${format}$`));
    await download.saveAs(file);

    await page.goto('/platform/organizations/import');
    await page.getByLabel('File with organizations').setInputFiles(file);
    await expect(page).toHaveURL(/\/import\/imp_/);
    await expect(page.getByRole('button', { name: 'Added 0' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Invalid 0' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Import 0/ })).toBeDisabled();
  });
}

test('selected rows are downloaded alone', async ({ staff: page }) => {
  await page.goto('/platform/organizations?limit=20');
  await expect(page.getByRole('rowheader')).toHaveCount(20);
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await expect(page.getByText('20 selected')).toBeVisible();
  await page.getByRole('button', { name: /Select all .* matching/ }).click();
  await expect(page.getByText(/All 3,77\d selected/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page
    .getByRole('checkbox', { name: /^Select / })
    .nth(1)
    .check();
  const asked = page.waitForRequest(/organizations\/export/);
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download selected' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect(new URL((await asked).url()).searchParams.getAll('id')).toHaveLength(1);
  await started;
});
