import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { downloadedCSV } from './support/download';
import { registerContracting } from './support/organizations';
import { expect, test, toast } from './support/test';

test('a product is declared with its names and permissions', async ({ staff: page }) => {
  await page.goto('/platform/products');
  await expect(page.getByText('Comes with Tenantry and cannot be changed')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Add a product' }).click();
  const form = page.getByRole('dialog', { name: 'Add a product' });
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Key')).toBeFocused();
  await form.getByLabel('Key').fill('fax');
  for (const [language, name] of [
    ['English', 'Fax'],
    ['한국어', '팩스'],
    ['日本語', 'ファックス'],
    ['ไทย', 'แฟกซ์'],
  ] as const)
    await form.getByLabel(`Name (${language})`).fill(name);
  for (const [at, [key, name]] of (
    [
      ['pages.read', 'See pages'],
      ['pages.send', 'Send pages'],
    ] as const
  ).entries()) {
    await form.getByRole('button', { name: 'Add a permission' }).click();
    const permission = form.getByRole('group', { name: `Permission ${at + 1}` });
    await permission.getByLabel('Key').fill(key);
    for (const language of ['English', '한국어', '日本語', 'ไทย'])
      await permission.getByLabel(`Name (${language})`).fill(name);
  }
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'The product Fax is saved.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Fax' }).getByText('fax.pages.send')).toBeVisible();
});

test('a role is made in the matrix by keyboard, given, taken and deleted', async ({ staff: page }) => {
  const id = await registerContracting(page, 'House of Roles');
  await page.goto(`/o/${id}/roles`);
  await expect(page.getByRole('row').filter({ hasText: 'Admin' })).toContainText('Fixed');
  expect(await downloadedCSV(page, 'roles')).toContain('Admin,,true,subtree,0,');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create a role' }).click();
  await expect(page.getByRole('heading', { name: 'Create a role' })).toBeVisible();
  await page.getByLabel('Name').fill('admin');
  const all = page.getByRole('checkbox', { name: 'Everything in Fax' });
  const send = page.getByRole('checkbox', { name: /Send pages/ });
  await send.focus();
  await page.keyboard.press('Space');
  await expect(send).toBeChecked();
  await expect(all).toHaveJSProperty('indeterminate', true);
  await all.focus();
  await page.keyboard.press('Space');
  await expect(all).toBeChecked();
  await page.getByRole('searchbox', { name: 'Find a permission' }).fill('view members');
  await expect(all).toHaveCount(0);
  await page.getByRole('checkbox', { name: /^View members/ }).check();
  await expect(page.getByText('3 permissions', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(page.getByText('Another role of this organization has this name.')).toBeVisible();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('Fax clerk');
  await page.getByRole('radio', { name: 'This organization only' }).check();
  await page.getByRole('button', { name: 'Create role' }).click();
  await expect(toast(page, 'The role Fax clerk is created.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Fax clerk', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Fax' })).toContainText('2 of 2');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('checkbox', { name: /See pages/ }).uncheck();
  // Leaving asks first.
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'The role Fax clerk is saved.')).toBeVisible();
  await expect(page).toHaveURL(/\/roles\/rol_\w+$/);
  await expect(page.getByRole('region', { name: 'Fax' })).toContainText('1 of 2');

  const role = page.url().split('/').at(-1);
  const added = await page.request.post(`/v1/organizations/${id}/members`, {
    data: { name: 'Clerk', email: 'clerk@roles.example', mobilePhone: '010-2345-6789', roleIds: [role] },
  });
  expect(added.status(), await added.text()).toBe(201);
  await page.reload();
  const parts = page.getByRole('navigation', { name: 'Parts of the role' });
  await parts.getByRole('link', { name: 'Role members' }).click();
  await expect(parts.locator('[aria-current]')).toHaveText(/Role members/);
  await page.getByRole('searchbox').fill('clerk@roles');
  await page.getByRole('button', { name: 'Remove role…: Clerk' }).click();
  const question = page.getByRole('dialog', { name: 'Remove the role Fax clerk from Clerk?' });
  await question.getByRole('button', { name: 'Remove role' }).click();
  await expect(toast(page, 'Clerk no longer has the role Fax clerk.')).toBeVisible();

  await page.getByRole('button', { name: 'Delete…' }).click();
  const last = page.getByRole('dialog', { name: 'Delete the role Fax clerk?' });
  await expect(last).toContainText('No member has this role.');
  await last.getByRole('textbox').fill('Fax clerk');
  await last.getByRole('button', { name: 'Delete role' }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${id}/roles$`));
  await expect(page.getByRole('row').filter({ hasText: 'Fax clerk' })).toHaveCount(0);

  // Admin is as it is.
  await page.getByRole('link', { name: 'Admin' }).click();
  await expect(page.getByRole('region', { name: 'Fax' })).toContainText('2 of 2');
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);
});
