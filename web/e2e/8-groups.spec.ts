import type { Locator, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { downloadedCSV } from './support/download';
import { mailed } from './support/mail';
import { makeGroup, registerContracting, registerExecuting } from './support/organizations';
import { settings } from './support/settings';
import { expect, openOrganization, test, toast } from './support/test';

const row = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name},`) });

/** Where a row is in the hierarchy, as a screen reader is told. */
async function expectPlace(locator: Locator, level: number, position: number, of: number) {
  await expect(locator).toHaveAttribute('aria-level', String(level));
  await expect(locator).toHaveAttribute('aria-posinset', String(position));
  await expect(locator).toHaveAttribute('aria-setsize', String(of));
}

/** By the mouse, as somebody would: slowly enough for the page to follow. */
async function drag(page: Page, what: Locator, onto: Locator) {
  const from = await what.boundingBox();
  const to = await onto.boundingBox();
  if (!from || !to) throw new Error('what is dragged has to be in view');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2 + 12, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 });
}

test('the country is one tree a province, searched with the levels above in sight', async ({
  staff: page,
}) => {
  await page.goto('/platform/organizations');
  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByRole('searchbox').fill('서울');
  const group = page.getByRole('row').filter({ hasText: '서울특별시' });
  await expect(group.getByRole('cell', { name: /^4[45]\d$/ })).toBeVisible();
  await group.getByRole('link').first().click();
  await expect(page.getByRole('tree', { name: 'Organizations of 서울특별시' })).toBeVisible();
  await expectPlace(row(page, '서울특별시'), 1, 1, 1);
  await expect(row(page, '서울특별시 종로구')).toHaveAttribute('aria-expanded', 'false');

  // Scrolled far down, the levels above what is in view stay; only what is near the view is in the page.
  await page.getByRole('button', { name: 'Expand all' }).click();
  const scroller = page.getByRole('tree').locator('..');
  await scroller.evaluate((element) => {
    element.scrollTop = element.scrollHeight / 2;
  });
  await expect(row(page, '서울특별시')).toHaveCount(1);
  const pinned = scroller.locator('[aria-hidden] > div');
  await expect(pinned.first()).toContainText('서울특별시');
  await expect(pinned).toHaveCount(2);
  expect(await page.getByRole('treeitem').count()).toBeLessThan(80);

  const before = await scroller.evaluate((element) => element.scrollTop);
  await page.getByRole('searchbox').fill('삼청');
  await expect(page.getByText('1 match')).toBeVisible();
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('treeitem')).toHaveText([/^서울특별시/, /^서울특별시 종로구/, /삼청동/]);
  await expectPlace(row(page, '종로구 삼청동 행정복지센터'), 3, 1, 1);
  await expect(page.locator('mark')).toHaveText(['삼청']);
  await expectAccessible(page);
  await page.getByRole('searchbox').fill('');
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(before);
  await page.getByRole('searchbox').fill('nowhere');
  await expect(page.getByRole('heading', { name: 'Nothing in this tree matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(row(page, '서울특별시')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Find pages/ }).fill('경기');
  await page.getByRole('group', { name: 'Groups' }).getByRole('option', { name: '경기도' }).click();
  await expect(page.getByRole('heading', { name: '경기도', level: 1 })).toBeVisible();
});

test('a group is drafted with its whole tree and made in one save', async ({ staff: page }) => {
  const port = await registerContracting(page, 'Draft Port');
  await registerContracting(page, 'Draft Customs');
  await registerExecuting(page, 'Draft Pier', port);
  await page.goto('/platform/groups');
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('Draft group');

  // An executing organization is not offered as the highest level.
  await page.getByRole('button', { name: 'Choose the highest level' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill('Draft');
  await expect(dialog.getByRole('checkbox')).toHaveCount(2);
  await dialog.getByRole('checkbox', { name: /Draft Port/ }).check();
  await dialog.getByRole('button', { name: 'Add 1 organization' }).click();
  await expect(row(page, 'Draft Port')).toBeFocused();

  await page.keyboard.press('+');
  await dialog.getByRole('searchbox').fill('Draft');
  await expect(dialog.getByRole('checkbox')).toHaveCount(2);
  await dialog.getByRole('checkbox', { name: /Draft Customs/ }).check();
  await dialog.getByRole('checkbox', { name: /Draft Pier/ }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add 2 organizations' }).click();
  await expectPlace(row(page, 'Draft Pier'), 2, 2, 2);

  // A level down and up again by keys, and down by the mouse.
  await page.keyboard.press('End');
  await expect(row(page, 'Draft Pier')).toBeFocused();
  await page.keyboard.press('Shift+ArrowRight');
  await expectPlace(row(page, 'Draft Pier'), 3, 1, 1);
  await expect(row(page, 'Draft Pier')).toBeFocused();
  await page.keyboard.press('Shift+ArrowLeft');
  await expectPlace(row(page, 'Draft Pier'), 2, 2, 2);
  await drag(page, row(page, 'Draft Pier'), row(page, 'Draft Customs'));
  await expect(page.getByText('Move Draft Pier below Draft Customs')).toBeVisible();
  await page.mouse.up();
  await expectPlace(row(page, 'Draft Pier'), 3, 1, 1);

  await page.getByRole('link', { name: 'Organizations', exact: true }).click();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Nobody gains or loses access.');
  await dialog.getByRole('button', { name: 'Make the group' }).click();
  await expect(toast(page, 'The group Draft group is made.')).toBeVisible();
  await expect(page).toHaveURL(/\/platform\/groups\/grp_/);
  await expectPlace(row(page, 'Draft Pier'), 3, 1, 1);

  await page.getByRole('navigation').getByRole('link', { name: 'Groups' }).first().click();
  await page.getByRole('searchbox').fill('draft');
  await expect(page.getByText('1–1 of 1')).toBeVisible();
  expect(await downloadedCSV(page, 'groups')).toMatch(/\r\nDraft group,,org_\w+,Draft Port,3,3,.*\r\n$/);
});

test('what moves says first who gains access, and moves back from the toast', async ({ staff: page }) => {
  const top = await registerContracting(page, 'Move Top');
  const left = await registerContracting(page, 'Move Left');
  const right = await registerContracting(page, 'Move Right');
  const leaf = await registerExecuting(page, 'Move Leaf', top);
  const group = await makeGroup(page, 'Move group', [[top], [left, top], [right, top], [leaf, left]]);
  const roles = await (await page.request.get(`/v1/organizations/${right}/roles`)).json();
  const added = await page.request.post(`/v1/organizations/${right}/members`, {
    data: {
      name: 'Right Hand',
      email: 'right@example.com',
      mobilePhone: '010-2345-6789',
      roleIds: [roles.items[0].id],
    },
  });
  expect(added.status(), await added.text()).toBe(201);
  const password = await mailed('right@example.com');
  await takeUp(page, 'right@example.com', password);

  await page.goto(`/platform/groups/${group}?organization=${leaf}`);
  await expect(row(page, 'Move Leaf')).toBeFocused();
  // By keys: pick up, go, see why it is not possible, put down.
  await page.keyboard.press('Space');
  await expect(page.getByText('Moving Move Leaf. Choose what it comes below.')).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByText('Not below Move Left: it is there already')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(row(page, 'Move Leaf')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('Move Move Leaf below Move Right')).toBeVisible();
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Move Move Leaf below Move Right?' });
  await expect(question).toContainText('1 person gains access');
  await expect(question).toContainText('right@example.com');
  await expect(question).toContainText('The levels above change for 1 organization.');
  await expectAccessible(page);
  await expect(question.getByRole('button', { name: 'Move' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(toast(page, 'Move Leaf is below Move Right now.')).toBeVisible();
  await expectPlace(row(page, 'Move Leaf'), 3, 1, 1);
  await expect(row(page, 'Move Leaf')).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(toast(page, 'Move Leaf is back where it was.')).toBeVisible();
  await expect(row(page, 'Move Left')).toHaveAttribute('aria-expanded', 'true');
  await expect(row(page, 'Move Leaf')).toBeFocused();

  // By the dialog, which says of each place why it is not possible.
  await row(page, 'Move Left').focus();
  await page.keyboard.press('Alt+m');
  const chooser = page.getByRole('dialog', { name: 'Move Move Left below…' });
  await expect(chooser.getByRole('treeitem', { name: /it is what you are moving/ })).toBeDisabled();
  await expect(row(page, 'Move Leaf').last()).toHaveAccessibleName(/it stands below what you are moving/);
  await expectAccessible(page);
  await chooser.getByRole('searchbox').fill('right');
  await expect(chooser.getByRole('treeitem')).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
  await expectPlace(row(page, 'Move Leaf'), 4, 1, 1);
});

const ownPassword = 'a password of my own';

/** Replaces a temporary password: from then on the membership counts. */
async function takeUp(page: Page, email: string, password: string) {
  const context = await page.context().browser()?.newContext();
  const answer = await context?.request.post(`${settings.url}/v1/session`, {
    data: { email, password, newPassword: ownPassword },
  });
  expect(answer?.status()).toBe(200);
  await context?.close();
}

test('a member of a higher level switches down the tree', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill('right@example.com');
  await page.getByLabel('Password', { exact: true }).fill(ownPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Move Right', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Settings', exact: true }).click();

  await page.getByRole('button', { name: /Switch organization/ }).click();
  const field = page.getByRole('combobox', { name: 'Find an organization' });
  await expect(page.getByRole('treeitem')).toHaveText([/^Move Right/, 'Move Left', 'Move Leaf']);
  await expectAccessible(page, '[role=dialog]');
  await field.fill('leaf');
  await expect(page.locator('mark')).toHaveText('Leaf');
  // The levels above stay in sight.
  await expect(page.getByRole('treeitem')).toHaveText([/^Move Right/, 'Move Left', 'Move Leaf']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByLabel('Name')).toHaveValue('Move Leaf');
  await page.getByRole('link', { name: 'Overview' }).click();
  const above = page.getByRole('navigation', { name: 'Levels above' });
  await expect(above.getByRole('link')).toHaveText(['Move Right', 'Move Left']);
  await expect(page.getByRole('definition').filter({ hasText: 'From a level above' })).toBeVisible();
});

test('what is not possible is refused in words', async ({ staff: page }) => {
  const top = await registerContracting(page, 'Refuse Top');
  const below = await registerContracting(page, 'Refuse Below');
  const leaf = await registerExecuting(page, 'Refuse Leaf', top);
  const group = await makeGroup(page, 'Refuse group', [[top], [below, top], [leaf, below]]);
  await page.goto(`/platform/groups/${group}`);
  const dialog = page.getByRole('dialog');

  // Under itself, by the mouse: it says so, and nothing is asked.
  await drag(page, row(page, 'Refuse Below'), row(page, 'Refuse Leaf'));
  await expect(page.getByText('Not below Refuse Leaf: it stands below what you are moving')).toBeVisible();
  await page.mouse.up();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expectPlace(row(page, 'Refuse Below'), 2, 1, 1);

  // An organization that has become an executing one meanwhile cannot head a group.
  await registerContracting(page, 'Refuse Head');
  await page.goto('/platform/groups/new');
  await page.getByLabel('Name').fill('Headless');
  await page.getByRole('button', { name: 'Choose the highest level' }).click();
  await dialog.getByRole('searchbox').fill('Refuse Head');
  await expect(dialog.getByRole('checkbox')).toHaveCount(1);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Add 1 organization' }).click();
  const found = await (await page.request.get('/v1/organizations?q=Refuse Head')).json();
  const changed = await page.request.patch(`/v1/organizations/${found.items[0].id}`, {
    headers: { 'Content-Type': 'application/merge-patch+json' },
    data: {
      registration: {
        type: 'executing',
        registeredOrganizationId: top,
        representativeName: null,
        businessRegistrationNumber: null,
        controlOrganizationIntegrated: null,
      },
    },
  });
  expect(changed.status(), await changed.text()).toBe(200);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('must be a contracting organization');
  await expect(dialog.getByRole('button', { name: 'Make the group' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.goto(`/platform/groups/${group}`);

  // What somebody else has placed meanwhile, the server refuses; the way out is a link.
  const late = await registerContracting(page, 'Refuse Late');
  await row(page, 'Refuse Leaf').focus();
  await page.keyboard.press('Insert');
  await dialog.getByRole('searchbox').fill('Refuse Late');
  await expect(dialog.getByRole('checkbox')).toHaveCount(1);
  await dialog.getByRole('checkbox', { name: /Refuse Late/ }).check();
  await makeGroup(page, 'Quicker', [[late]]);
  await dialog.getByRole('button', { name: 'Add 1 organization' }).click();
  await expect(dialog.getByRole('alert')).toContainText('It is in the group Quicker already.');
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, 'Refuse Leaf')).toBeFocused();
});

test('removing takes what is below along, and puts it back', async ({ staff: page }) => {
  const top = await registerContracting(page, 'Remove Top');
  const below = await registerContracting(page, 'Remove Below');
  const leaf = await registerExecuting(page, 'Remove Leaf', top);
  const group = await makeGroup(page, 'Remove group', [[top], [below, top], [leaf, below]]);

  // The organization's own page leads here, and says why it cannot be deleted.
  await openOrganization(page, 'Remove Below');
  await expect(page.getByText('Its place in a group')).toBeVisible();
  await page.getByRole('definition').getByRole('link', { name: 'Remove group' }).click();
  await expect(row(page, 'Remove Below')).toBeFocused();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Remove Remove Below and everything below it?' });
  await expect(dialog).toContainText('together with the organization below it');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('treeitem')).toHaveCount(1);
  await expect(row(page, 'Remove Top')).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectPlace(row(page, 'Remove Leaf'), 3, 1, 1);

  await page.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit Remove group' });
  await form.getByLabel('Name').fill('Removed group');
  await form.getByLabel('Description').fill('To be deleted');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Removed group', level: 1 })).toBeVisible();
  await expect(page.getByText('To be deleted')).toBeVisible();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the group Removed group?' });
  await expect(question).toContainText('the hierarchy of 3 organizations');
  await expect(question.getByRole('button', { name: 'Delete group' })).toBeDisabled();
  await question.getByRole('textbox').fill('Removed group');
  await question.getByRole('button', { name: 'Delete group' }).click();
  await expect(toast(page, 'The group Removed group is deleted. Its organizations stay.')).toBeVisible();
  await expect(page).toHaveURL(/\/platform\/groups$/);
  expect((await page.request.get(`/v1/groups/${group}`)).status()).toBe(404);
});

test('the organizations of a group are a filter, and the levels of one are on its page', async ({
  staff: page,
}) => {
  await page.goto('/platform/organizations');
  await page.getByRole('button', { name: 'Detailed search' }).click();
  await page.getByRole('combobox', { name: 'Group' }).fill('세종');
  await page.getByRole('option', { name: '세종특별자치시' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Group세종특별자치시');
  await expect(page.getByText(/1–2\d of 2\d/)).toBeVisible();
  await page.goto('/platform/organizations?groupId=none');
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('In no group');

  await openOrganization(page, '서울특별시 종로구');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Enter' }).click();
  const above = page.getByRole('navigation', { name: 'Levels above' });
  await expect(above.getByRole('link')).toHaveText(['서울특별시']);
  await page.getByRole('link', { name: /Show the tree of all/ }).click();
  await expect(page).toHaveURL(/\/lower-levels$/);
  await expect(page.getByRole('tree', { name: 'Organizations below 서울특별시 종로구' })).toBeVisible();
  await expectPlace(row(page, '종로구 사직동 행정복지센터'), 2, 5, 17);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  // The last one, and into it.
  await row(page, '서울특별시 종로구').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/overview$/);
  await expect(page.getByRole('heading', { name: /^종로구 .* 행정복지센터$/, level: 1 })).toBeVisible();
});
