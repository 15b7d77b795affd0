import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { withKey } from './support/numbers';
import { registerContracting } from './support/organizations';
import { expect, test, toast } from './support/test';

test('an API key is shown once, works, and is refused when it is revoked', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Key Keepers');
  await page.goto(`/o/${id}/api-keys`);
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create a key' }).first().click();
  await expect(page.getByRole('heading', { name: 'Create an API key' })).toBeVisible();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('Night reports');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Choose at least one permission.')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Find a permission' }).fill('numbers.read');
  await page.getByRole('checkbox', { name: /^View outgoing numbers/ }).check();
  await page.getByRole('combobox', { name: 'Expires' }).click();
  await page.getByRole('option', { name: 'On a day of your choice' }).click();
  await page.getByLabel('Last day').fill('2020-01-01');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Choose a day that is not over.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Expires' }).click();
  await page.getByRole('option', { name: '30 days' }).click();
  await page.getByRole('radio', { name: 'This organization only' }).check();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Create key' }).click();

  // Neither Escape nor Back loses what is shown this once.
  const shown = page.getByRole('dialog', { name: 'The API key Night reports is created' });
  const key = (await shown.getByText(/^tnk_/).textContent()) ?? '';
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(shown).toBeVisible();
  await page.goBack();
  const leave = page.getByRole('dialog', { name: 'Leave without the key?' });
  await leave.getByRole('button', { name: 'Stay' }).click();
  await expect(shown.getByText(key)).toBeVisible();
  await shown.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${id}/api-keys$`));
  const row = page.getByRole('row').filter({ hasText: 'Night reports' });
  await expect(row).toContainText('1 permission');
  await expect(row).toContainText(key.slice(-4));
  await expect(page.getByText(key)).toHaveCount(0);
  await expectAccessible(page);

  const script = await withKey(key);
  expect((await script.get(`/v1/numbers?organizationId=${id}`)).status()).toBe(200);
  expect((await script.get(`/v1/organizations/${id}/api-keys`)).status()).toBe(403);

  await page.getByRole('link', { name: 'Night reports' }).click();
  await expect(page.getByRole('heading', { name: 'Night reports', level: 1 })).toBeVisible();
  const held = page.getByRole('region', { name: 'Permissions' });
  await expect(held.getByText('console.numbers.read')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Revoke…' }).click();
  const question = page.getByRole('dialog', { name: 'Revoke the API key Night reports?' });
  await expect(question).toContainText('from the very next request');
  await question.getByRole('textbox').fill('Night reports');
  await question.getByRole('button', { name: 'Revoke key' }).click();
  await expect(toast(page, 'The API key Night reports is revoked.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible();
  expect((await script.get(`/v1/numbers?organizationId=${id}`)).status()).toBe(401);
  await script.dispose();
});
