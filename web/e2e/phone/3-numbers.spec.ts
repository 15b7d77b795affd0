import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { addNumbers } from '../support/numbers';
import { registerContracting } from '../support/organizations';
import { expect, test, toast } from '../support/test';

test('numbers are looked after on a phone', async ({ staff: page }) => {
  const id = await registerContracting(page, 'Phone Numbers');
  await addNumbers(page, id, [{ number: '064-710-2114', lettering: '제주' }, { number: '064-710-2115' }]);
  await page.goto(`/o/${id}/numbers`);
  await expect(page.getByRole('table')).toHaveCount(0);
  const card = page.getByRole('listitem').filter({ hasText: '064-710-2114' });
  await expect(card).toContainText('제주');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await card.getByRole('button', { name: 'Actions for 064-710-2114' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit 064-710-2114' });
  await form.getByLabel('Lettering').fill('제주도청');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'are saved.')).toBeVisible();
  await page.getByRole('link', { name: '064-710-2114' }).click();
  await expect(page.getByRole('definition').filter({ hasText: '제주도청' })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
