import type { Browser } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { mailed, mailedAfter } from './support/mail';
import { registerContracting } from './support/organizations';
import { addMember, adminRole, firstSignIn, ownPassword } from './support/people';
import { settings } from './support/settings';
import { expect, test, toast } from './support/test';

let harbour = '';

/** A browser in which nobody is signed in. */
function stranger(browser: Browser) {
  return browser.newPage({ baseURL: settings.url });
}

test('an administrator invites a list; who is new makes an account by it, who has one consents', async ({
  staff: page,
  browser,
}) => {
  harbour = await registerContracting(page, 'Invite Harbour');
  const elsewhere = await registerContracting(page, 'Invite Elsewhere');
  await addMember(page, harbour, 'Hana', 'hana@invite.example', [await adminRole(page, harbour)]);
  await addMember(page, elsewhere, 'Ein', 'ein@invite.example');
  const ein = await firstSignIn(browser, 'ein@invite.example');
  const hana = await firstSignIn(browser, 'hana@invite.example');

  // Whoever is alone is told what to do next.
  await hana.goto(`/o/${harbour}/overview`);
  await hana.getByRole('link', { name: 'Invite people' }).click();
  await expect(hana.getByRole('heading', { name: 'Invite people' })).toBeVisible();
  await expectAccessible(hana);

  // Nobody is on the list yet.
  await hana.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(hana.getByLabel('Name, row 1')).toBeFocused();
  await expect(hana.getByText('This is required.')).toBeVisible();
  await hana.getByLabel('Name, row 1').fill('Noi');
  await hana.getByLabel('E-mail, row 1').fill('noi@invite.example');
  // Enter goes on to the next row; it sends nothing.
  await hana.keyboard.press('Enter');
  await expect(hana.getByLabel('Name, row 2')).toBeFocused();

  await hana.getByRole('button', { name: 'Paste a list' }).click();
  const paste = hana.getByRole('dialog', { name: 'Paste a list' });
  await paste
    .getByLabel('People')
    .fill(
      'name, email\nEin <ein@invite.example>\nHana\thana@invite.example\nTypo, not-an-address\n田中＜tanaka@invite.example＞',
    );
  await expect(paste).toContainText('4 people found');
  await expectAccessible(hana);
  await paste.getByRole('button', { name: 'Add to the list' }).click();
  await expect(hana.getByLabel('E-mail, row 5')).toHaveValue('tanaka@invite.example');

  // Roles of one row, and none for the others.
  await hana.getByRole('button', { name: 'Roles as for all, row 1' }).click();
  const roles = hana.getByRole('dialog', { name: 'Roles of Noi' });
  await roles.getByRole('radio', { name: 'Roles of their own' }).check();
  await roles.getByRole('checkbox', { name: 'Admin' }).check();
  await expectAccessible(hana);
  await roles.getByRole('button', { name: 'Use these' }).click();
  await expect(hana.getByRole('button', { name: 'Roles: Admin, row 1' })).toBeVisible();

  // Looked at before anything is sent: what stands in the way, row by row.
  await hana.getByRole('button', { name: 'Invite 5 people' }).click();
  await expect(hana.getByText('2 of them cannot be invited like this')).toBeVisible();
  await expect(hana.getByLabel('E-mail, row 3')).toBeFocused();
  await expect(hana.getByText('This address belongs to a member already.')).toBeVisible();
  await expect(hana.getByText('This is not an e-mail address.')).toBeVisible();
  await expectAccessible(hana);
  await hana.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(hana);
  await hana.setViewportSize({ width: 1280, height: 720 });
  await hana.getByRole('button', { name: 'Invite the other 3' }).click();
  await expect(toast(hana, '3 invitations are on their way.')).toBeVisible();
  await expect(hana.getByLabel('E-mail, row 2')).toHaveValue('not-an-address');
  await hana.getByRole('button', { name: 'Cancel' }).click();
  await hana.getByRole('button', { name: 'Discard' }).click();
  await expect(hana).toHaveURL(/\/invitations$/);
  await expect(hana.getByRole('row').filter({ hasText: 'noi@invite.example' })).toContainText(
    'Waits for an answer',
  );
  await expectAccessible(hana);

  // A new account: who invites where as what, then a password.
  const link = await mailed('noi@invite.example');
  const noi = await stranger(browser);
  await noi.goto(link);
  await expect(noi.getByRole('heading', { name: 'Join Invite Harbour' })).toBeVisible();
  await expect(noi.getByText('Hana invites noi@invite.example')).toBeVisible();
  await expect(noi.getByText('Admin')).toBeVisible();
  expect(new URL(noi.url()).hash).toBe('');
  await expectAccessible(noi);
  await noi.getByLabel('Password', { exact: true }).fill('password1');
  await noi.getByRole('button', { name: 'Create the account and join' }).click();
  await expect(noi.getByLabel('Password', { exact: true })).toBeFocused();
  await expect(noi.getByText('Many people use this password')).toBeVisible();
  await noi.getByLabel('Password', { exact: true }).fill(ownPassword);
  await noi.getByRole('button', { name: 'Create the account and join' }).click();
  await expect(noi).toHaveURL(new RegExp(`/o/${harbour}/overview$`));
  await expect(noi.getByRole('heading', { name: 'Invite Harbour', level: 1 })).toBeVisible();
  await noi.close();

  // The same link once more.
  const late = await stranger(browser);
  await late.goto(link);
  await expect(late.getByRole('heading', { name: 'This invitation has been accepted' })).toBeVisible();
  await late.close();

  // Somebody with an account signs in, and is asked.
  const einLink = await mailed('ein@invite.example');
  const other = await stranger(browser);
  await other.goto(einLink);
  await expect(other.getByText('You have an account with this address.')).toBeVisible();
  await expect(other.getByLabel('E-mail')).toHaveValue('ein@invite.example');
  await expectAccessible(other);
  await other.getByLabel('Password', { exact: true }).fill(ownPassword);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByText('You are signed in as ein@invite.example.')).toBeVisible();
  await expectAccessible(other);
  await other.getByRole('button', { name: 'Accept' }).click();
  await expect(other).toHaveURL(new RegExp(`/o/${harbour}/overview$`));
  await other.close();

  // Another account is signed in: it can make way, and the link is as good as before.
  const tanakaLink = await mailed('tanaka@invite.example');
  await ein.goto(tanakaLink);
  await expect(ein.getByText('You are signed in as ein@invite.example')).toBeVisible();
  await expectAccessible(ein);
  await ein.getByRole('button', { name: 'Sign out and go on' }).click();
  await expect(ein.getByLabel('Name')).toHaveValue('田中');
  await ein.getByRole('button', { name: 'Decline' }).click();
  await expect(ein.getByRole('heading', { name: 'You have declined' })).toBeVisible();
  await ein.close();
  const declined = await stranger(browser);
  await declined.goto(tanakaLink);
  await expect(declined.getByRole('heading', { name: 'This invitation was declined' })).toBeVisible();
  await declined.close();

  await hana.reload();
  await expect(hana.getByRole('row').filter({ hasText: 'noi@invite.example' })).toContainText('Accepted');
  await expect(hana.getByRole('row').filter({ hasText: 'tanaka@invite.example' })).toContainText('Declined');
  await hana.close();
});

test('a link is replaced by a newer one, revoked, and asked for anew', async ({ staff: page, browser }) => {
  await page.goto(`/o/${harbour}/invitations/new`);
  await page.getByLabel('Name, row 1').fill('Pim');
  await page.getByLabel('E-mail, row 1').fill('pim@invite.example');
  await page.getByRole('button', { name: 'Invite 1 person' }).click();
  await expect(toast(page, '1 invitation is on its way.')).toBeVisible();
  const first = await mailed('pim@invite.example');

  // Who is invited already can get another link instead.
  await page.goto(`/o/${harbour}/invitations/new`);
  await page.getByLabel('Name, row 1').fill('Pim');
  await page.getByLabel('E-mail, row 1').fill('PIM@invite.example');
  await page.getByRole('button', { name: 'Invite 1 person' }).click();
  await expect(page.getByText('This address has an invitation that waits for an answer.')).toBeVisible();
  await page.getByRole('button', { name: 'Send a new link instead' }).click();
  await expect(toast(page, 'A new link is on its way to PIM@invite.example.')).toBeVisible();
  const second = await mailedAfter('pim@invite.example', first);
  const theirs = await stranger(browser);
  await theirs.goto(first);
  await expect(theirs.getByRole('heading', { name: 'There is a newer invitation' })).toBeVisible();
  await theirs.close();

  await page.goto(`/o/${harbour}/invitations`);
  await page.getByRole('searchbox').fill('pim@');
  const row = page.getByRole('row').filter({ hasText: 'pim@invite.example' });
  await row.hover();
  await row.getByRole('button', { name: 'Send a new link' }).click();
  await expect(toast(page, 'A new link is on its way to pim@invite.example.')).toBeVisible();
  const third = await mailedAfter('pim@invite.example', second);
  await page.getByRole('button', { name: 'Actions for Pim' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  const question = page.getByRole('dialog', { name: 'Revoke the invitation of Pim?' });
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Revoke' }).click();
  await expect(toast(page, 'The invitation of Pim is revoked.')).toBeVisible();
  await expect(row).toContainText('Revoked');

  await page.getByRole('button', { name: 'Detailed search' }).click();
  await page.getByRole('checkbox', { name: 'Expired' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No invitation matches' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'noi@invite.example' })).toBeVisible();

  const late = await stranger(browser);
  await late.goto(third);
  await expect(late.getByRole('heading', { name: 'This invitation was withdrawn' })).toBeVisible();
  await late.goto('/invitation');
  await expect(late.getByRole('heading', { name: 'This link leads nowhere' })).toBeVisible();
  // Nobody waits seven days here: the words for one that has expired, and the way on.
  await late.route('**/v1/invitations/lookup', (route) =>
    route.fulfill({
      status: 410,
      contentType: 'application/problem+json',
      json: { code: 'invitation_expired' },
    }),
  );
  await late.route('**/v1/invitations/renew', (route) => route.fulfill({ status: 202, json: {} }));
  await late.goto('/sign-in');
  await late.goto('/invitation#token=older');
  await expect(late.getByRole('heading', { name: 'This invitation has expired' })).toBeVisible();
  await expectAccessible(late);
  await late.getByRole('button', { name: 'Ask for a new one' }).click();
  await expect(late.getByText('Your wish is passed on.')).toBeVisible();
  await expectAccessible(late);
  await late.close();
});

test('a file is checked, and whom it names is invited', async ({ staff: page }) => {
  await page.goto(`/o/${harbour}/invitations`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Invite from a file' }).click();
  await expect(page.getByRole('heading', { name: 'Invite from a file' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('File with people').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      '이름,이메일,역할\n김하나,one@file.example,admin\n김둘,two@file.example,\n김셋,three@file.example,없는 역할\n',
    ),
  });
  await expect(page.getByRole('heading', { name: 'people.csv' })).toBeVisible();
  await expect(page.getByText('There is no role "없는 역할" in this organization.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'Only the valid rows' }).check();
  await page.getByRole('button', { name: 'Invite 2 people' }).click();
  await page.getByRole('button', { name: 'Show the invitations' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'one@file.example' })).toContainText('Admin');
  await expect(page.getByRole('row').filter({ hasText: 'two@file.example' })).toBeVisible();
  await expect(page.getByText('three@file.example')).toHaveCount(0);
  expect(await mailed('one@file.example')).toContain('/invitation#token=');
});
