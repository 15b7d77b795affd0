import { prove } from './support/accounts';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { mailed, mailedAfter } from './support/mail';
import { makeGroup, registerContracting, registerExecuting } from './support/organizations';
import { addMember, adminRole, firstSignIn, ownPassword } from './support/people';
import { expect, test, toast } from './support/test';

test('a second factor is required, and whoever has none is told what to do', async ({
  staff: page,
  browser,
}) => {
  const id = await registerContracting(page, 'Policy Town');
  await addMember(page, id, 'Dana', 'dana@policy.example', [await adminRole(page, id)]);
  const dana = await firstSignIn(browser, 'dana@policy.example');
  await dana.goto(`/o/${id}/settings`);
  await dana.getByRole('link', { name: 'Security' }).click();
  await expect(dana.getByText('1 active member has none.')).toBeVisible();
  await expect(dana.getByText('You are one of them')).toBeVisible();
  await expectAccessible(dana);
  await dana.getByRole('button', { name: 'Require a second factor…' }).click();
  const question = dana.getByRole('dialog', { name: 'Require a second factor in Policy Town?' });
  await expect(question).toContainText('loses access at once');
  await expectAccessible(dana);
  await question.getByRole('button', { name: 'Require it' }).click();
  await expect(dana.getByRole('heading', { name: 'Policy Town requires a second factor' })).toBeVisible();
  await dana.close();

  // The platform keeps acting there, and sees who has none.
  await page.goto(`/o/${id}/members`);
  await expect(page.getByRole('rowheader', { name: 'Dana' })).toBeVisible();
  await page.getByRole('link', { name: 'Dana' }).click();
  await expect(page.getByText('Second factor', { exact: true })).toBeVisible();
  await page.goto(`/o/${id}/settings/security`);
  await expect(page.getByText('1 active member has none and has no access now.')).toBeVisible();
  // Erasing is a matter of the organization's own people.
  await expect(page.getByRole('link', { name: 'Erase' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Stop requiring it' }).click();
  await expect(toast(page, 'Policy Town no longer requires a second factor.')).toBeVisible();
  await page.goto(`/o/${id}/settings/erase`);
  await expect(
    page.getByText('Only somebody who has this permission by a role of the organization'),
  ).toBeVisible();
});

test('an organization is erased for good, once nothing stands in the way', async ({
  staff: page,
  browser,
}) => {
  const id = await registerContracting(page, 'Erase City');
  const lower = await registerExecuting(page, 'Erase Ward', id);
  await makeGroup(page, 'Erased group', [[id], [lower, id]]);
  await addMember(page, id, 'Erin', 'erin@erase.example', [await adminRole(page, id)]);
  const erin = await firstSignIn(browser, 'erin@erase.example');
  await erin.goto(`/o/${id}/settings/erase`);
  await expect(erin.getByText('Erase City cannot be erased yet')).toBeVisible();
  await expect(erin.getByText('1 organization below it')).toBeVisible();
  await expect(erin.getByText('1 executing organization registered under it')).toBeVisible();
  await expectAccessible(erin);
  await expect(erin.getByRole('button', { name: 'Erase this organization…' })).toHaveCount(0);

  const removed = await page.request.delete(`/v1/organizations/${lower}`);
  expect([204, 409]).toContain(removed.status());
  if (removed.status() === 409) {
    const groups = await (await page.request.get(`/v1/groups?q=Erased`)).json();
    await page.request.delete(`/v1/groups/${groups.items[0].id}`);
    expect((await page.request.delete(`/v1/organizations/${lower}`)).status()).toBe(204);
  }

  await erin.reload();
  await expect(erin.getByText('cannot be undone')).toBeVisible();
  await expectAccessible(erin);
  await erin.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(erin);
  await erin.setViewportSize({ width: 1280, height: 720 });
  const before = await mailed('erin@erase.example');
  await erin.getByRole('button', { name: 'Erase this organization…' }).click();
  await prove(erin, ownPassword);
  await expect(erin.getByText('A code has been sent to erin@erase.example.')).toBeVisible();
  await expectAccessible(erin);
  const code = await mailedAfter('erin@erase.example', before);

  const name = erin.getByLabel('Type Erase City to confirm');
  await name.fill('Erase Town');
  await erin.getByLabel('Code').fill(code);
  await erin.getByRole('button', { name: 'Erase for good' }).click();
  await expect(erin.getByText("This is not the organization's name.")).toBeVisible();
  await expect(name).toBeFocused();
  await name.fill('Erase City');
  await erin.getByLabel('Code').fill(code === '111111' ? '222222' : '111111');
  await erin.getByRole('button', { name: 'Erase for good' }).click();
  await expect(erin.getByText('This code is wrong. Tries left: 4.')).toBeVisible();
  await expectAccessible(erin);
  await erin.getByRole('button', { name: 'Send another code' }).click();
  await expect(erin.getByText('Another code is on its way.')).toBeVisible();
  await erin.getByLabel('Code').fill(await mailedAfter('erin@erase.example', code));
  await erin.getByRole('button', { name: 'Erase for good' }).click();
  await expect(toast(erin, 'Erase City is erased. Nobody reaches it any more.')).toBeVisible();
  await expect(erin).toHaveURL(/\/account/);
  await erin.goto(`/o/${id}/overview`);
  await expect(erin.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
  await erin.close();
});

test('staff edit the account of a member and move it to another organization', async ({ staff: page }) => {
  const from = await registerContracting(page, 'Move From');
  const target = await registerContracting(page, 'Move Target');
  const member = await addMember(page, from, 'Mika', 'mika@move.example', [await adminRole(page, from)]);
  await page.goto(`/o/${from}/members/${member}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Edit account' }).click();
  const form = page.getByRole('dialog', { name: 'Edit the account of Mika' });
  await expect(form.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Mika');
  await expectAccessible(page);
  await form.getByLabel('Last name').fill('Tanaka');
  await form.getByLabel('Mobile phone').fill('010-1234');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Mobile phone')).toBeFocused();
  await form.getByLabel('Mobile phone').fill('010-9876-5432');
  await form.getByLabel('E-mail').fill('mika.tanaka@move.example');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'A code is on its way to mika.tanaka@move.example.')).toBeVisible();
  // It counts once the owner has entered the code.
  await expect(page.getByText('mika@move.example')).toBeVisible();
  expect(await mailed('mika.tanaka@move.example')).toMatch(/^\d{6}$/);
  await page.goto(`/o/${from}/members/${member}?member=${member}&memberForm=account`);
  await expect(form.getByText('mika.tanaka@move.example waits for the owner')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to another organization' }).click();
  const move = page.getByRole('dialog', { name: 'Move Mika to another organization' });
  await expect(move).toContainText('stops being a member of Move From');
  await page.getByRole('combobox', { name: 'Organization' }).fill('Move Target');
  await page.getByRole('option', { name: 'Move Target', exact: true }).click();
  await move.getByRole('checkbox', { name: 'Admin' }).check();
  await expectAccessible(page);
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(toast(page, 'Mika is a member of Move Target now.')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/o/${target}/members/mem_`));
  await expect(page.getByRole('heading', { name: 'Mika', level: 1 })).toBeVisible();
  await page.goto(`/o/${from}/members`);
  await expect(page.getByRole('heading', { name: 'No members yet' })).toBeVisible();
});
