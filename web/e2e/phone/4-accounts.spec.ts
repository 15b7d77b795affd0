import { mailbox, password, prove, totp } from '../support/accounts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { mailed } from '../support/mail';
import { expect, test, toast } from '../support/test';

test('an account is made, guarded and looked after on a phone', async ({ page }) => {
  const email = 'mina@phone.example';
  const next = mailbox(email);
  const looksRight = async () => {
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  };
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('Mina');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await looksRight();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Code').fill(await next());
  await looksRight();
  await page.getByRole('button', { name: 'Create the account' }).click();
  const form = page.getByRole('dialog', { name: 'Create an organization' });
  await form.getByLabel('Name').fill('Phone people');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(page).toHaveURL(/\/o\/org_\w+\/overview$/);
  const inside = new URL(page.url()).pathname.replace(/overview$/, '');
  await expect(page.getByRole('region', { name: 'Recent changes' })).toContainText('Mina');
  await looksRight();

  await page.goto('/account/security');
  const app = page.getByRole('region', { name: 'Authenticator app' });
  await app.getByRole('button', { name: 'Set up' }).click();
  await prove(page);
  const setup = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  const key = setup.getByRole('button', { name: /^Copy / });
  await setup
    .getByLabel('Enter the code')
    .fill(totp(((await key.textContent()) ?? '').replaceAll(/\s/g, '')));
  await looksRight();
  await setup.getByRole('button', { name: 'Turn on' }).click();
  const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
  await expect(shown.getByRole('listitem')).toHaveCount(10);
  await looksRight();
  await shown.getByRole('button', { name: 'I have stored them' }).click();
  await expect(page.getByText('10 codes are left.')).toBeVisible();
  for (const path of ['/account', '/account/security', '/account/sessions', '/account/organizations']) {
    await page.goto(path);
    await expect(
      page.getByRole('heading', { level: 2 }).or(page.getByRole('listitem')).first(),
    ).toBeVisible();
    await looksRight();
  }

  // An invitation is read where mail is read.
  await page.goto(`${inside}invitations/new`);
  await page.getByLabel('Name, row 1').fill('Noi');
  await page.getByLabel('E-mail, row 1').fill('noi@phone.example');
  await looksRight();
  await page.getByRole('button', { name: 'Invite 1 person' }).click();
  await expect(toast(page, 'is on its way.')).toBeVisible();
  for (const path of ['invitations', 'audit', 'settings', 'settings/security', 'settings/erase']) {
    await page.goto(inside + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await looksRight();
  }
  await page.context().clearCookies();
  await page.goto(await mailed('noi@phone.example'));
  await expect(page.getByRole('heading', { name: 'Join Phone people' })).toBeVisible();
  await looksRight();
});
