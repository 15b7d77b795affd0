import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { downloadedCSV } from './support/download';
import { mailed } from './support/mail';
import { makeGroup, registerContracting, registerExecuting } from './support/organizations';
import { addMember, adminRole, firstSignIn } from './support/people';
import { settings } from './support/settings';
import { expect, test, toast } from './support/test';

const ownPassword = 'a password of my own';

/** Chooses an organization in a field that searches while one types. */
async function choose(page: Page, field: string, name: string) {
  await page.getByRole('combobox', { name: field }).fill(name);
  await page.getByRole('option', { name, exact: true }).click();
}

test('somebody is added, takes up the membership, sees what is below only, and is out when disabled', async ({
  staff: page,
  browser,
}) => {
  const upper = await registerContracting(page, 'Upper City');
  const lower = await registerExecuting(page, 'Lower Ward', upper);
  const aside = await registerContracting(page, 'Side Town');
  await makeGroup(page, 'Upper and lower', [[upper], [lower, upper]]);

  await page.goto('/platform/members');
  await page.getByRole('button', { name: 'Add a member' }).click();
  const form = page.getByRole('dialog', { name: 'Add a member' });
  await expect(form).toContainText('temporary password');
  await expectAccessible(page);
  await choose(page, 'Organization', 'Upper City');
  await form.getByLabel('Name').fill('Minsu');
  await form.getByLabel('E-mail').fill('minsu@upper.example');
  await form.getByLabel('Mobile phone').fill('010-1234');
  await form.getByLabel('Task').fill('Night shift');
  await form.getByRole('checkbox', { name: 'Admin' }).check();
  await form.getByRole('button', { name: 'Add' }).click();
  // What the server refuses stands beside its field, and nothing that was typed is lost.
  await expect(form.getByLabel('Mobile phone')).toBeFocused();
  await expect(form.getByLabel('Mobile phone')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Task')).toHaveValue('Night shift');
  await form.getByLabel('Mobile phone').fill('010-2345-6789');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(toast(page, 'Minsu is added. A temporary password is on its way')).toBeVisible();
  await page.getByRole('searchbox').fill('minsu@upper');
  const row = page.getByRole('row').filter({ hasText: 'minsu@upper.example' });
  await expect(row).toContainText('Pending: first sign-in');
  await expect(page).toHaveURL(/q=minsu/);

  // The temporary password opens nothing: it is spent by the call that replaces it.
  const theirs = await browser.newPage({ baseURL: settings.url });
  await theirs.goto('/sign-in');
  await theirs.getByLabel('E-mail').fill('minsu@upper.example');
  await theirs.getByLabel('Password', { exact: true }).fill(await mailed('minsu@upper.example'));
  await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(theirs.getByText('Your password is a temporary one')).toBeVisible();
  const chosen = theirs.getByLabel('New password', { exact: true });
  await expect(chosen).toBeFocused();
  await expectAccessible(theirs);
  await chosen.fill('short');
  await theirs.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(theirs.getByText('Use at least 8 characters.')).toBeVisible();
  await chosen.fill(ownPassword);
  await theirs.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(theirs).toHaveURL(new RegExp(`/o/${upper}/overview$`));

  // Below, but neither aside nor on the platform.
  await theirs.goto(`/o/${lower}/members`);
  await expect(theirs.getByRole('heading', { name: 'No members yet' })).toBeVisible();
  await theirs.goto(`/o/${aside}/members`);
  await expect(theirs.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
  await theirs.goto('/platform/members');
  await expect(theirs.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
  await theirs.goto(`/o/${upper}/members`);
  await theirs.getByRole('button', { name: 'Detailed search' }).click();
  await theirs.getByRole('radio', { name: 'And everything below it' }).check();
  await theirs.getByRole('dialog').getByRole('button', { name: 'Search', exact: true }).click();
  await expect(theirs.getByRole('columnheader', { name: 'Organization' })).toBeVisible();
  await expect(theirs.getByRole('list', { name: 'Filters' })).toContainText('And everything below it');
  await expect(theirs.getByRole('rowheader', { name: 'Minsu' })).toBeVisible();
  // Members are added by staff: what one may not do is not offered.
  await expect(theirs.getByRole('button', { name: 'Add a member' })).toHaveCount(0);

  // Why they may act there: the role, and how far above.
  await row.getByRole('link', { name: 'Minsu' }).click();
  await expect(page.getByRole('heading', { name: 'Minsu', level: 1 })).toBeVisible();
  await choose(page, 'Where', 'Lower Ward');
  const why = page.getByRole('region', { name: 'What they may do' });
  await expect(why.getByText('Admin of Upper City, 1 level above').first()).toBeVisible();
  await page.getByLabel('Find a permission').fill('members.disable');
  await expect(why.getByText('console.members.disable')).toBeVisible();
  await expect(why.getByText('console.members.read')).toHaveCount(0);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  const question = page.getByRole('dialog', { name: 'Disable Minsu?' });
  await expect(question).toContainText('on the very next request');
  await expect(question).toContainText('Minsu is the last active Admin of Upper City');
  await question.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(toast(page, 'Minsu is disabled.')).toBeVisible();
  await expect(page.getByText('This member is disabled')).toBeVisible();

  // The page that they have open is of a minute ago; the next thing they ask for is refused, in words.
  await theirs.getByRole('button', { name: 'E-mail' }).click();
  await expect(
    theirs.getByRole('heading', { name: 'You no longer have access to Upper City' }),
  ).toBeVisible();
  await expectAccessible(theirs);

  await toast(page, 'Minsu is disabled.').locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('This member is disabled')).toHaveCount(0);
  await theirs.goto(`/o/${upper}/members`);
  await expect(theirs.getByRole('rowheader', { name: 'Minsu' })).toBeVisible();
  await theirs.close();
});

test('an account that there is already is asked first', async ({ staff: page, browser }) => {
  const other = await registerContracting(page, 'Other Harbour');
  await page.goto(`/o/${other}/members?member=new`);
  const form = page.getByRole('dialog', { name: 'Add a member' });
  await expect(form.getByLabel('Organization')).toHaveValue('Other Harbour');
  await form.getByLabel('Name').fill('Whoever');
  await form.getByLabel('E-mail').fill('MINSU@upper.example');
  await form.getByLabel('Mobile phone').fill('010-2345-6789');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(toast(page, 'Its owner is asked')).toBeVisible();
  // Until its owner accepts, the address is all that is told of the account.
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'minsu@upper.example' }) });
  await expect(row).toContainText('Pending: their answer');

  const theirs = await browser.newPage({ baseURL: settings.url });
  const answer = await theirs.request.post('/v1/session', {
    data: { email: 'minsu@upper.example', password: ownPassword },
  });
  expect(answer.status()).toBe(200);
  await theirs.goto('/');
  await expect(theirs.getByText("The platform's staff want to add you to Other Harbour")).toBeVisible();
  await expectAccessible(theirs);
  await theirs.getByRole('button', { name: 'Accept' }).click();
  await expect(toast(theirs, 'You are now a member of Other Harbour.')).toBeVisible();
  await theirs.getByRole('button', { name: 'Enter' }).first().click();
  await expect(theirs).toHaveURL(new RegExp(`/o/${other}/overview$`));
  // Without a role there is nothing to see but the organization itself.
  await theirs.goto(`/o/${other}/members`);
  await expect(theirs.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
  await expect(theirs.getByText('console.members.read')).toBeVisible();
  await theirs.close();

  // The palette finds people, too.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Find pages/ }).fill('minsu@');
  await expect(page.getByRole('option', { name: /Minsu · minsu@upper\.example/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');

  // What cannot be undone asks for the name.
  await page.reload();
  await page.getByRole('button', { name: 'Actions for Minsu' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the member Minsu?' });
  await expect(question.getByRole('button', { name: 'Delete member' })).toBeDisabled();
  await question.getByRole('textbox').fill('Minsu');
  await question.getByRole('button', { name: 'Delete member' }).click();
  await expect(toast(page, 'Minsu is no longer a member of Other Harbour.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No members yet' })).toBeVisible();
});

test('several members are disabled, put back and deleted at once, but never all Admins', async ({
  staff: page,
  browser,
}) => {
  const place = await registerContracting(page, 'Many Hands');
  const admin = await adminRole(page, place);
  await addMember(page, place, 'Ara', 'ara@many.example', [admin]);
  for (const name of ['Bom', 'Chan', 'Dan']) await addMember(page, place, name, `${name}@many.example`);
  // Whoever is of the organization cannot take its last Admin away; the platform could.
  const ara = await firstSignIn(browser, 'ara@many.example');
  await ara.goto(`/o/${place}/members`);
  await ara.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await ara.getByRole('button', { name: 'Disable…', exact: true }).click();
  await ara
    .getByRole('dialog', { name: 'Disable 4 members?' })
    .getByRole('button', { name: 'Disable' })
    .click();
  const refused = ara.getByRole('dialog', { name: 'Nothing was changed' });
  await expect(refused.getByRole('link', { name: 'Ara' })).toBeVisible();
  await expectAccessible(ara);
  await refused.getByRole('button', { name: 'Leave these out' }).click();
  await ara
    .getByRole('dialog', { name: 'Disable 3 members?' })
    .getByRole('button', { name: 'Disable' })
    .click();
  await expect(toast(ara, '3 members are disabled.')).toBeVisible();
  await expect(ara.getByRole('row').filter({ hasText: 'Disabled' })).toHaveCount(3);
  await ara.getByRole('button', { name: 'Undo' }).click();
  await expect(ara.getByRole('row').filter({ hasText: 'Disabled' })).toHaveCount(0);

  for (const name of ['Bom', 'Chan']) await ara.getByRole('checkbox', { name: `Select ${name}` }).check();
  const file = await downloadedCSV(ara, 'members', 'Download selected');
  expect(file.match(/^(Ara|Bom|Chan|Dan),/gm)).toEqual(['Bom,', 'Chan,']);
  await ara.getByRole('button', { name: 'Delete…', exact: true }).click();
  const question = ara.getByRole('dialog', { name: 'Delete 2 members?' });
  await expect(question.getByRole('button', { name: 'Delete members' })).toBeDisabled();
  await question.getByRole('textbox').fill('2');
  await expectAccessible(ara);
  await question.getByRole('button', { name: 'Delete members' }).click();
  await expect(toast(ara, '2 members are deleted.')).toBeVisible();
  await expect(ara.getByRole('rowheader')).toHaveText(['Ara', 'Dan']);
  await ara.close();
});
