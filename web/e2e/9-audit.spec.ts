import { readFile } from 'node:fs/promises';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { registerContracting } from './support/organizations';
import { expect, test } from './support/test';

test('what happened is listed, told in full, narrowed and downloaded', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Audited');
  await page.goto(`/o/${id}/audit`);
  await expect(page.getByRole('heading', { name: /^Audit trail/ })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Created an organization' });
  await expect(row).toContainText('Audited');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await row.getByRole('link', { name: 'Created an organization' }).click();
  const event = page.getByRole('dialog', { name: 'Created an organization' });
  await expect(event.getByRole('row', { name: 'Type Contracting', exact: true })).toBeVisible();
  await expectAccessible(page);
  const address = page.url();
  await page.reload();
  await expect(event).toBeVisible();
  await event.getByRole('link', { name: 'Everything about the same' }).click();
  await expect(page).toHaveURL(new RegExp(`targetId=${id}`));
  await expect(event).toBeHidden();
  await page.goto(address);
  await expect(event).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(event).toBeHidden();

  await page.getByRole('button', { name: /^Detailed search/ }).click();
  const panel = page.getByRole('dialog', { name: 'Detailed search' });
  await panel.getByRole('checkbox', { name: 'Roles' }).check();
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
  await page
    .getByRole('button', { name: /^Clear/ })
    .first()
    .click();
  await expect(row).toBeVisible();

  await page.getByRole('button', { name: 'Download' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'JSON (.json)' }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toBe('audit.json');
  const events = JSON.parse(await readFile(await file.path(), 'utf8'));
  expect(events[0].action).toBe('organization.created');

  await page.goto('/platform/audit');
  await expect(page.getByRole('row').filter({ hasText: 'Signed in' }).first()).toBeVisible();
  await expectAccessible(page);
});
