import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { settings } from './support/settings';
import { expect, openOrganization, test } from './support/test';

test('the pages before sign-in are accessible', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const { pathname, hash } = new URL(settings.setUpLink);
  await page.goto(pathname + hash);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
  await expectAccessible(page);
});

test('every page of the platform is accessible', async ({ staff: page }) => {
  await expectPages(page, [
    ['/platform/organizations?limit=20', /Organizations/],
    ['/platform/organizations?limit=20&status=active&type=contracting&selected=all', /Organizations/],
    ['/platform/organizations?q=nowhere-to-be-found', /No organization matches/],
    ['/platform/organizations/import', 'Import organizations'],
    ['/platform/numbers', /utgoing numbers/],
    ['/platform/numbers?q=nowhere-to-be-found&inUse=true', /No number matches/],
    ['/platform/numbers/add', 'Add numbers'],
    ['/platform/numbers/range', 'Add a range of numbers'],
    ['/platform/numbers/import', 'Import numbers'],
    ['/platform/groups', /^Groups/],
    ['/platform/groups/new', 'New group'],
    ['/platform/members', /Members/],
    ['/platform/products', 'Products'],
  ]);
});

test('every page of the staff’s own organization and the account is accessible', async ({ staff: page }) => {
  await expectPages(page, [
    ['/o/org_00000000000000000000000000/roles', /Roles/],
    ['/o/org_00000000000000000000000000/usages', /Usages/],
    ['/o/org_00000000000000000000000000/api-keys', /API keys/],
    ['/o/org_00000000000000000000000000/api-keys/new', 'Create an API key'],
    ['/account', 'Account'],
    ['/account/security', 'Account'],
    ['/account/organizations', 'Account'],
    ['/no-such-page', 'This page does not exist'],
  ]);
});

async function expectPages(page: Page, pages: [path: string, heading: string | RegExp][]) {
  for (const [path, heading] of pages) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: heading }).first()).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
}

test('an organization’s pages and forms are accessible', async ({ staff: page }) => {
  await openOrganization(page, '서울특별시 종로구');
  await expect(page.getByText('17 executing').or(page.getByText('16 executing'))).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByLabel('Representative')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Enter' }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await expectAccessible(page);
  await page.goto(page.url().replace(/overview$/, 'settings'));
  await expect(page.getByLabel('Name')).toHaveValue('서울특별시 종로구');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('an import’s page and the dialogs are accessible', async ({ staff: page }) => {
  await page.goto('/platform/organizations/import');
  await page.getByRole('link', { name: 'two.csv' }).first().click();
  await expect(page.getByRole('heading', { name: 'two.csv' })).toBeVisible();
  await expect(page.getByText('116-82-00273')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.goto('/platform/organizations?limit=20');
  await page.getByRole('button', { name: 'Detailed search' }).click();
  await expect(page.getByRole('dialog', { name: 'Detailed search' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Find pages/ })).toBeVisible();
  await expectAccessible(page);
});

test('the API reference needs no other host', async ({ page }) => {
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(settings.url))
      outside.push(request.url());
  });
  // Only the operations in sight are drawn; the address of one brings it there.
  await page.goto('/docs#/organizations/list-organizations');
  await expect(page.getByText('Contained in the name, case folded, or a whole ID').first()).toBeVisible();
  expect(outside).toEqual([]);
});
