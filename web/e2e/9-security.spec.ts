import type { Page } from '@playwright/test';
import { addAuthenticator, enter, mailbox, password, prove, signUp, totp } from './support/accounts';
import { expectAccessible } from './support/axe';
import { registerContracting } from './support/organizations';
import { addMember, firstSignIn, ownPassword } from './support/people';
import { expect, signIn, test, toast } from './support/test';

/** Signs out and in again up to the second factor. */
async function comeBack(page: Page, email: string) {
  await page.context().clearCookies();
  await enter(page, email);
}

test('an authenticator app and recovery codes guard an account', async ({ page }) => {
  const email = 'careful@security.example';
  await signUp(page, 'Haneul', email);
  await page.goto('/account/security');
  await expect(page.getByRole('link', { name: 'Security' })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('region', { name: 'Passkeys' })).toBeVisible();
  await expectAccessible(page);

  // Who it is is asked first; whoever does not answer has lost nothing.
  const app = page.getByRole('region', { name: 'Authenticator app' });
  await app.getByRole('button', { name: 'Set up' }).click();
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await app.getByRole('button', { name: 'Set up' }).click();
  await question.getByLabel('Your password').fill('not the password');
  await question.getByRole('button', { name: 'Confirm' }).click();
  await expect(question.getByText('This is not the password of your account.')).toBeVisible();
  await prove(page);

  const setup = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  await expect(setup.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  await expectAccessible(page);
  const secret = ((await setup.getByRole('button', { name: /^Copy / }).textContent()) ?? '').replaceAll(
    /\s/g,
    '',
  );
  await setup.getByLabel('Enter the code').fill('12345');
  await setup.getByRole('button', { name: 'Turn on' }).click();
  await expect(setup.getByText('Enter the six digits of the code.')).toBeVisible();
  await setup.getByLabel('Enter the code').fill(totp(secret));
  await setup.getByRole('button', { name: 'Turn on' }).click();

  const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
  await expect(shown.getByRole('listitem')).toHaveCount(10);
  await expectAccessible(page);
  const codes = await shown.getByRole('listitem').allInnerTexts();
  const download = page.waitForEvent('download');
  await shown.getByRole('button', { name: 'Download as text' }).click();
  expect((await download).suggestedFilename()).toBe('tenantry-recovery-codes.txt');
  // Nothing closes them by chance.
  await page.keyboard.press('Escape');
  await expect(shown).toBeVisible();
  await shown.getByRole('button', { name: 'I have stored them' }).click();
  await expect(page.getByText('10 codes are left.')).toBeVisible();

  // Signing in asks for the code of the app; one that was used counts no second time.
  await comeBack(page, email);
  await expect(page.getByLabel('Code')).toBeFocused();
  await expectAccessible(page);
  const code = totp(secret, 1);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/account\/organizations$/);
  await comeBack(page, email);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('This code is wrong, or it was used already.')).toBeVisible();
  // A recovery code lets in instead, once.
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/account\/organizations$/);
  await page.goto('/account/security');
  await expect(page.getByText('9 codes are left.')).toBeVisible();
  await page.getByRole('button', { name: 'Turn off…' }).click();
  await page
    .getByRole('dialog', { name: 'Turn off the authenticator app?' })
    .getByRole('button', { name: 'Turn off' })
    .click();
  // In the place of the password, the proof takes what else one signs in by.
  await question.getByRole('button', { name: 'Use a recovery code' }).click();
  await question.getByLabel('Recovery code').fill(codes[1] ?? '');
  await question.getByRole('button', { name: 'Confirm' }).click();
  await expect(toast(page, 'The authenticator app is turned off.')).toBeVisible();
});

test('passkeys sign in after the password and without it, and guard its reset', async ({ page }) => {
  const email = 'keyed@security.example';
  const next = mailbox(email);
  await signUp(page, 'Garam', email, next);
  await addAuthenticator(page);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a passkey' });
  await adding.getByLabel('Name').fill('Laptop');
  await expectAccessible(page);
  await adding.getByRole('button', { name: 'Go on' }).click();
  await prove(page);
  await expect(toast(page, 'The passkey Laptop is added.')).toBeVisible();
  await page.getByRole('button', { name: 'Rename Laptop' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Laptop at home');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const list = page.getByRole('list', { name: 'Passkeys' });
  await expect(list).toContainText('Laptop at home');
  // A second factor that can be lost needs a way round.
  await page.getByRole('button', { name: 'Make recovery codes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make codes' }).click();
  const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
  await expect(shown.getByRole('listitem')).toHaveCount(10);
  const codes = await shown.getByRole('listitem').allInnerTexts();
  await shown.getByRole('button', { name: 'I have stored them' }).click();

  // After the password, and alone.
  await comeBack(page, email);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/\/account\/organizations$/);
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/account\/organizations$/);

  // A forgotten password does not go round the second factor.
  await page.context().clearCookies();
  await page.goto('/reset-password');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('a link to choose another password is on its way')).toBeVisible();
  const { pathname, hash } = new URL(await next());
  await page.goto(pathname + hash);
  await page.getByLabel('New password', { exact: true }).fill('a lamp in the window');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await expectAccessible(page);
  await page.getByLabel('Recovery code').fill('abcd-efgh-jkmn');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByText('This code is wrong, or it was used already.')).toBeVisible();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Save the password' }).click();
  await expect(page.getByRole('heading', { name: 'Your password is changed' })).toBeVisible();

  // What one signs in by is taken away again, and the proof by passkey opens it.
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/account\/organizations$/);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Delete Laptop at home' }).click();
  const removing = page.getByRole('dialog', { name: 'Delete the passkey Laptop at home?' });
  await expect(removing).toContainText('It is your last second factor');
  await expectAccessible(page);
  await removing.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await question.getByRole('button', { name: 'Use a passkey' }).click();
  await question.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(toast(page, 'The passkey Laptop at home is deleted.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Recovery codes' })).toHaveCount(0);
});

test('the password is changed, and sessions elsewhere end', async ({ page, browser, baseURL }) => {
  const email = 'moving@security.example';
  await signUp(page, 'Nari', email);
  const elsewhere = await browser.newPage({ baseURL: baseURL ?? '' });
  await enter(elsewhere, email);
  await expect(elsewhere).toHaveURL(/\/account\/organizations$/);

  await page.goto('/account/sessions');
  await prove(page);
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: 'This session' })).toHaveCount(1);
  await expectAccessible(page);
  await sessions.getByRole('button', { name: /^End / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
  await expect(toast(page, 'The session is ended.')).toBeVisible();
  await expect(sessions).toHaveCount(1);

  // There one is asked to sign in again over what is open.
  await elsewhere.getByRole('link', { name: 'Security' }).click();
  const again = elsewhere.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByLabel('Password', { exact: true }).fill(password);
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere.getByRole('region', { name: 'Authenticator app' })).toBeVisible();

  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Change the password' }).click();
  const form = page.getByRole('dialog', { name: 'Change the password' });
  await form.getByLabel('Present password', { exact: true }).fill('not the password');
  await form.getByLabel('New password', { exact: true }).fill('a lamp in the window');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('This is not the password of your account.')).toBeVisible();
  await expect(form.getByLabel('Present password', { exact: true })).toBeFocused();
  await form.getByLabel('Present password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'The password is changed. Your other sessions are ended.')).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await enter(elsewhere, email, 'a lamp in the window');
  await expect(elsewhere).toHaveURL(/\/account\/organizations$/);
  await elsewhere.close();
});

test('an organization that requires a second factor says what to do', async ({ page, browser, baseURL }) => {
  const email = 'asked@security.example';
  await signUp(page, 'Bora', email);
  await addAuthenticator(page);
  const made = await page.request.post('/v1/organizations', {
    data: { name: 'Strict House', timeZone: 'Asia/Seoul' },
  });
  const { id } = await made.json();
  const staff = await browser.newPage({ baseURL: baseURL ?? '' });
  await signIn(staff);
  const changed = await staff.request.patch(`/v1/organizations/${id}/policy`, {
    headers: { 'Content-Type': 'application/merge-patch+json' },
    data: { requireSecondFactor: true },
  });
  expect(changed.status(), await changed.text()).toBe(200);
  await staff.close();

  await page.goto(`/o/${id}/members`);
  await expect(page.getByRole('heading', { name: 'Strict House requires a second factor' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Set up a second factor' }).click();
  await expect(page.getByText('Strict House: your membership gives nothing until')).toBeVisible();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
  await prove(page);
  await expect(page.getByText('You have no recovery codes')).toBeVisible();
  await expect(page.getByText('Strict House: your membership')).toHaveCount(0);
  await page.goto(`/o/${id}/members`);
  await expect(page.getByRole('rowheader', { name: 'Bora' })).toBeVisible();
});

test('an administrator takes a second factor away that was lost', async ({
  staff: page,
  browser,
  baseURL,
}) => {
  const email = 'lost@security.example';
  const organizationId = await registerContracting(page, 'Lost and found');
  const memberId = await addMember(page, organizationId, 'Bora', email);
  const owner = await firstSignIn(browser, email);
  await owner.request.post('/v1/account/reauthentication', { data: { password: ownPassword } });
  const made = await (await owner.request.post('/v1/account/second-factor/totp')).json();
  const data = { code: totp(made.secret) };
  expect((await owner.request.post('/v1/account/second-factor/totp/confirm', { data })).status()).toBe(200);

  await page.goto(`/o/${organizationId}/members/${memberId}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Reset second factor…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the second factor of Bora?' });
  await expect(dialog).toContainText('Make sure first that it is they who ask for it.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Reset second factor' }).click();
  await expect(toast(page, 'Bora signs in with the password alone now.')).toBeVisible();

  await owner.close();
  const back = await browser.newPage({ baseURL: baseURL ?? '' });
  await enter(back, email, ownPassword);
  await expect(back).toHaveURL(/\/(o|account)\//);
  await back.close();
});
