import { enter, mailbox, password, signUp } from './support/accounts';
import { expectAccessible } from './support/axe';
import { expect, test, toast } from './support/test';

test('somebody signs up, confirms the address and makes a first organization', async ({ page }) => {
  const email = 'jiwoo@sign-up.example';
  const next = mailbox(email);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await expectAccessible(page);
  const chosen = page.getByLabel('Password', { exact: true });
  await page.getByLabel('Name').fill('Jiwoo');
  await page.getByLabel('E-mail').fill(email);
  await chosen.fill('password1');
  await page.getByRole('button', { name: 'Go on' }).click();
  // What the server refuses stands at its field, and nothing that was typed is lost.
  await expect(page.getByText('Many people use this password')).toBeVisible();
  await expect(chosen).toBeFocused();
  await expect(page.getByLabel('Name')).toHaveValue('Jiwoo');
  await chosen.fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();

  await expect(page.getByRole('heading', { name: 'Confirm your address' })).toBeVisible();
  await expectAccessible(page);
  const code = page.getByLabel('Code');
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  const first = await next();
  await code.fill(first === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await expect(page.getByText('This code is wrong. Tries left: 4.')).toBeVisible();
  await expect(code).toBeFocused();
  await page.getByRole('button', { name: 'Send another code' }).click();
  await expect(page.getByText('Another code is on its way.')).toBeVisible();
  const second = await next();
  // As it is pasted from a message: in two groups.
  await code.fill(`${second.slice(0, 3)} ${second.slice(3)}`);
  await expect(code).toHaveValue(second);
  await page.getByRole('button', { name: 'Create the account' }).click();

  const form = page.getByRole('dialog', { name: 'Create an organization' });
  await expect(form).toBeVisible();
  await expectAccessible(page);
  await form.getByLabel('Name').fill('Jiwoo and friends');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(toast(page, 'Jiwoo and friends is created. You are its Admin.')).toBeVisible();
  await expect(page).toHaveURL(/\/o\/org_\w+\/overview$/);
});

test('whoever signs up with an address that has an account learns nothing', async ({
  page,
  browser,
  baseURL,
}) => {
  const email = 'known@sign-up.example';
  const theirs = await browser.newPage({ baseURL: baseURL ?? '' });
  await signUp(theirs, 'Known', email);
  await theirs.close();
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('Somebody');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('another quiet evening');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { name: 'Confirm your address' })).toBeVisible();
  await expect(page.getByText(`We have sent a code to ${email}.`)).toBeVisible();
});

test('a forgotten password is replaced by a link, once', async ({ page }) => {
  const email = 'forgetful@sign-up.example';
  const next = mailbox(email);
  await signUp(page, 'Areum', email, next);
  await page.context().clearCookies();

  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page.getByRole('heading', { name: 'Reset your password' })).toBeVisible();
  await expectAccessible(page);
  // An address without an account gets the same answer as one that has one.
  for (const address of ['nobody@sign-up.example', email]) {
    await page.getByLabel('E-mail').fill(address);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByText(`If ${address} has an account, a link`)).toBeVisible();
    if (address !== email) await page.getByRole('button', { name: /Use another address/ }).click();
  }
  await expectAccessible(page);

  const { pathname, hash } = new URL(await next());
  expect(pathname).toBe('/reset-password');
  await page.goto(pathname + hash);
  await expect(page.getByRole('heading', { name: 'Choose another password' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  // The secret leaves the address bar at once.
  await expect(page).toHaveURL(/\/reset-password$/);
  await expectAccessible(page);
  const chosen = page.getByLabel('New password', { exact: true });
  await chosen.fill('areum areum');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByText('This holds your name')).toBeVisible();
  await expect(chosen).toBeFocused();
  await chosen.fill('a lamp in the window');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password is changed' })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await enter(page, email, 'a lamp in the window');
  await expect(page).toHaveURL(/\/account\/organizations$/);

  await page.goto(pathname + hash);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send a new link' }).click();
  expect(new URL(await next()).hash).not.toBe(hash);
});
