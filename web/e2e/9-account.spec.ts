import type { Page } from '@playwright/test';
import { enter, mailbox, prove, signUp } from './support/accounts';
import { expectAccessible } from './support/axe';
import { expect, signIn, test, toast } from './support/test';

test('personal information and the e-mail address are changed', async ({ page }) => {
  const before = 'sora@before.example';
  const after = 'sora@after.example';
  const old = mailbox(before);
  await signUp(page, 'Sora', before, old);
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'Personal information' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit personal information' });
  await form.getByLabel('First name').fill('So-ra');
  await form.getByLabel('Mobile phone').fill('010-1234');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Mobile phone')).toBeFocused();
  await expect(form.getByLabel('First name')).toHaveValue('So-ra');
  await form.getByLabel('Mobile phone').fill('01023456789');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'Your personal information is saved.')).toBeVisible();
  await expect(page.getByText('010-2345-6789')).toBeVisible();

  const section = page.getByRole('region', { name: 'E-mail address' });
  await section.getByRole('button', { name: 'Change' }).click();
  await section.getByLabel('New e-mail address').fill(before);
  await section.getByRole('button', { name: 'Go on' }).click();
  await prove(page);
  await expect(section.getByText('This is the address of your account already.')).toBeVisible();
  await section.getByLabel('New e-mail address').fill(after);
  await section.getByRole('button', { name: 'Go on' }).click();
  await expect(section.getByText(`Change to ${after}, step 1 of 2`)).toBeVisible();
  await expectAccessible(page);
  // Given up, nothing has changed; begun again, it is as before.
  await section.getByRole('button', { name: `Keep ${before}` }).click();
  await expect(toast(page, `Your address stays ${before}.`)).toBeVisible();
  await old();
  await section.getByRole('button', { name: 'Change' }).click();
  await section.getByLabel('New e-mail address').fill(after);
  await section.getByRole('button', { name: 'Go on' }).click();
  await section.getByLabel('Code').fill(await old());
  await section.getByRole('button', { name: 'Go on' }).click();
  await expect(section.getByText(`Change to ${after}, step 2 of 2`)).toBeVisible();
  // It waits on the server, so that a reload loses nothing.
  await page.reload();
  const next = mailbox(after);
  await next();
  await section.getByRole('button', { name: 'Send another code' }).click();
  await expect(section.getByText('Another code is on its way.')).toBeVisible();
  await section.getByLabel('Code').fill(await next());
  await section.getByRole('button', { name: 'Change the address' }).click();
  await expect(toast(page, `You sign in with ${after} from now on.`)).toBeVisible();
  await expect(section.getByRole('definition')).toHaveText(after);
  await page.context().clearCookies();
  await enter(page, after);
  await expect(page).toHaveURL(/\/account\/organizations$/);
});

/** Makes the account of another page an Admin of an organization, as staff. */
async function makeAdmin(staff: Page, organizationId: string, of: Page, email: string) {
  const { items } = await (await staff.request.get(`/v1/organizations/${organizationId}/roles`)).json();
  const added = await staff.request.post(`/v1/organizations/${organizationId}/members`, {
    data: { name: 'Second', email, mobilePhone: '010-2222-3333', roleIds: [items[0].id] },
  });
  expect(added.status(), await added.text()).toBe(201);
  const { questions } = await (await of.request.get('/v1/session')).json();
  await of.request.post(`/v1/members/${questions[0].memberId}/accept`);
}

test('the last Admin stays until there is another, then leaves and deletes the account', async ({
  page,
  browser,
  baseURL,
}) => {
  const email = 'leaving@account.example';
  const next = mailbox(email);
  await signUp(page, 'Dajeong', email, next);
  const made = await page.request.post('/v1/organizations', {
    data: { name: 'Left Behind', timeZone: 'Asia/Seoul' },
  });
  const { id } = await made.json();

  await page.goto('/account/organizations');
  await page.getByRole('button', { name: 'Leave Left Behind' }).click();
  const leaving = page.getByRole('dialog', { name: 'Leave Left Behind?' });
  await expect(leaving).toBeVisible();
  await expectAccessible(page);
  await leaving.getByRole('button', { name: 'Leave' }).click();
  await expect(leaving).toContainText('You are its last active Admin.');
  await expect(leaving.getByRole('link', { name: 'Members of Left Behind' })).toBeVisible();
  await leaving.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const deleting = page.getByRole('dialog', { name: 'Delete my account' });
  await expect(deleting).toContainText('You are the last active Admin of an organization');
  await expectAccessible(page);
  await deleting.getByRole('link', { name: 'Left Behind' }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${id}/members$`));

  const other = await browser.newPage({ baseURL: baseURL ?? '' });
  await signUp(other, 'Second', 'staying@account.example');
  const staff = await browser.newPage({ baseURL: baseURL ?? '' });
  await signIn(staff);
  await makeAdmin(staff, id, other, 'staying@account.example');
  await staff.close();
  await other.close();

  await page.goto('/account/organizations');
  await page.getByRole('button', { name: 'Leave Left Behind' }).click();
  await leaving.getByRole('button', { name: 'Leave' }).click();
  await expect(toast(page, 'You have left Left Behind.')).toBeVisible();
  await expect(page.getByText('You belong to no organization yet.')).toBeVisible();

  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  await expect(deleting).toContainText('Your account with your name');
  await expectAccessible(page);
  await deleting.getByRole('button', { name: 'Send me the code' }).click();
  await prove(page);
  await expect(deleting.getByLabel('Code')).toBeVisible();
  await expectAccessible(page);
  await deleting.getByLabel('Code').fill(await next());
  await deleting.getByRole('button', { name: 'Delete my account for good' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText('Your account is deleted')).toBeVisible();
  await expectAccessible(page);
  await enter(page, email);
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  await expect(page.getByText('Your account is deleted')).toHaveCount(0);
});
