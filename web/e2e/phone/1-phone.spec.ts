import { expect, test, toast } from '../support/test';

test('the console works on a phone', async ({ staff: page }) => {
  await page.goto('/platform/organizations?q=종로구');
  // Rows are cards, their actions in a menu.
  await expect(page.getByRole('table')).toHaveCount(0);
  const card = page.getByRole('listitem').filter({ hasText: '종로구 사직동 행정복지센터' });
  await card.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Address detail').fill('1F');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'is saved.')).toBeVisible();

  await page.getByRole('button', { name: 'Open navigation' }).click();
  await page.getByRole('link', { name: 'Imports' }).click();
  await expect(page.getByRole('heading', { name: 'Import organizations' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('button', { name: 'Search everything' }).click();
  await page.getByRole('combobox').last().fill('account');
  await page.getByRole('option', { name: 'Account' }).click();
  await expect(page.getByRole('heading', { name: 'Account', level: 1 })).toBeVisible();
});
