import { expectAccessible, expectNoSidewaysScroll } from '../support/axe';
import { makeGroup, registerContracting, registerExecuting } from '../support/organizations';
import { expect, test, toast } from '../support/test';

test('a tree is read and arranged on a phone', async ({ staff: page }) => {
  const top = await registerContracting(page, 'Phone Top');
  const middle = await registerContracting(page, 'Phone Middle');
  const leaf = await registerExecuting(page, 'Phone Leaf', top);
  const group = await makeGroup(page, 'Phone group', [[top], [middle, top], [leaf, top]]);
  await page.goto('/platform/groups');
  await expect(page.getByRole('table')).toHaveCount(0);
  await page.getByRole('searchbox').fill('Phone');
  await page.getByRole('listitem').filter({ hasText: 'Phone group' }).getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(group));
  await expect(page.getByRole('treeitem')).toHaveCount(3);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // Nothing can be dragged by touch: the menu leads to a dialog that moves.
  await page.getByRole('button', { name: 'Actions for Phone Leaf' }).click();
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  const chooser = page.getByRole('dialog', { name: 'Move Phone Leaf below…' });
  await expectAccessible(page);
  await chooser.getByRole('treeitem', { name: /^Phone Middle/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await expect(toast(page, 'Phone Leaf is below Phone Middle now.')).toBeVisible();
  await expect(page.getByRole('treeitem', { name: /^Phone Leaf/ })).toHaveAttribute('aria-level', '3');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('treeitem', { name: /^Phone Leaf/ })).toHaveAttribute('aria-level', '2');

  await page.getByRole('searchbox').fill('leaf');
  await expect(page.getByRole('treeitem')).toHaveText([/Phone Top/, /Phone Leaf/]);
});
