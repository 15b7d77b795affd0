import { settings } from './support/settings';
import { expect, signInByHand, test } from './support/test';

test('a set-up link lets its owner in once', async ({ page, browser }) => {
  // The link names the public address; here the server is reached at its own.
  const { pathname, hash } = new URL(settings.setUpLink);
  await page.goto(pathname + hash);
  await expect(page.getByRole('heading', { name: 'Set up your account' })).toBeVisible();
  const email = page.getByLabel('E-mail');
  if (await email.isEditable()) {
    await email.fill('first@example.com');
    await page.getByLabel('Name').fill('First');
  }
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('short');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.getByText('Use at least')).toBeVisible();
  await expect(password).toBeFocused();
  await password.fill('a long and plain password');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page).toHaveURL(/\/platform\/organizations$/);

  const again = await browser.newPage({ baseURL: settings.url });
  await again.goto(pathname + hash);
  await expect(again.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await expect(again.getByLabel('Password', { exact: true })).toHaveCount(0);
  await again.close();
});

test('signing in comes back to where one wanted to go', async ({ page }) => {
  await page.goto('/platform/organizations?sort=-createdAt');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('E-mail').fill(settings.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  await signInByHand(page);
  await expect(page).toHaveURL(/\/platform\/organizations\?sort=-createdAt$/);
  await expect(page.getByRole('heading', { name: 'No organizations yet' })).toBeVisible();

  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});
