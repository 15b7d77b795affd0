import { expect, test, toast } from './support/test';

test('an account makes an organization of its own and changes it', async ({ staff: page }) => {
  await page.goto('/account/organizations');
  await page.getByRole('button', { name: 'Create an organization' }).click();
  const form = page.getByRole('dialog', { name: 'Create an organization' });
  await form.getByLabel('Name').fill('Own Things');
  await form.getByRole('button', { name: 'Create' }).click();
  await expect(toast(page, 'Own Things is created.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Own Things', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/o\/org_\w+\/overview$/);

  await page.getByRole('link', { name: 'Go to the settings' }).click();
  await expect(page.getByLabel('Time zone')).toBeDisabled();
  await page.getByLabel('Website').fill('https://own.example/');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page
    .getByRole('dialog', { name: 'Discard changes?' })
    .getByRole('button', { name: 'Keep editing' })
    .click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'The settings are saved.')).toBeVisible();

  // The switcher keeps the section and leads back to the platform.
  await page.getByRole('button', { name: /Switch organization/ }).click();
  await page.getByRole('combobox', { name: 'Find an organization' }).fill('종로구');
  await page.getByRole('treeitem', { name: '서울특별시 종로구' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByLabel('Name')).toHaveValue('서울특별시 종로구');
});

test('every language is complete and remembered with the account', async ({ staff: page }) => {
  await page.goto('/platform/organizations');
  const menu = page.getByRole('button', { name: /Account menu|계정 메뉴|เมนูบัญชี|アカウントメニュー/ });
  for (const [language, name, title] of [
    ['ko', '한국어', '기관'],
    ['ja', '日本語', '機関'],
    ['th', 'ไทย', 'องค์กร'],
  ] as const) {
    await menu.click();
    await page.getByRole('menuitemradio', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page).toHaveTitle(new RegExp(title));
    // Thai would print the Buddhist year.
    await expect(page.getByRole('cell', { name: /20[2-3]\d/ }).first()).toBeVisible();
  }
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'th');
  await menu.click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('the theme is chosen and kept', async ({ staff: page }) => {
  await page.goto('/account');
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
  expect(await scheme()).toBe('light');
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(scheme).toBe('dark');
  await page.reload();
  expect(await scheme()).toBe('dark');
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitemradio', { name: 'As the system' }).click();
  await expect.poll(scheme).toBe('light');
});

test('the keyboard reaches everything', async ({ staff: page }) => {
  await page.goto('/platform/organizations');
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('searchbox').blur();

  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toHaveCount(0);

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('combobox', { name: 'Find pages, organizations and actions' });
  await palette.fill('서울특별시 종로구');
  await expect(page.getByRole('option', { name: /^서울특별시 종로구/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '서울특별시 종로구', level: 1 })).toBeVisible();

  await page.keyboard.press('Control+k');
  await palette.fill('register an');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Register an organization' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // A row's actions are there for the focus as they are for the pointer.
  await page.goto('/platform/organizations?limit=20');
  const actions = page.getByRole('button', { name: /^Actions for/ }).first();
  await actions.focus();
  await expect(actions).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Enter' })).toBeVisible();
});
