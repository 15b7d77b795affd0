import { expectAccessible, expectNoSidewaysScroll } from './support/axe';
import { downloadedCSV } from './support/download';
import { addNumbers, declareVoice, service, startCampaign } from './support/numbers';
import { registerContracting } from './support/organizations';
import { expect, test, toast } from './support/test';

/** 24 numbers of an exchange, every other one with lettering. */
function numbersOf(exchange: string) {
  return Array.from({ length: 24 }, (_, at) => ({
    number: `${exchange}-${2000 + at}`,
    lettering: at % 2 === 0 ? '부산항' : '',
  }));
}

test('numbers are found and edited', async ({ staff: page }) => {
  const here = await registerContracting(page, 'Harbour Authority');
  await page.goto(`/o/${here}/numbers`);
  await expect(page.getByRole('heading', { name: 'No outgoing numbers yet' })).toBeVisible();
  await expectAccessible(page);

  await addNumbers(page, here, [
    { number: '1588-4321', lettering: '항만 <b>대표</b>' },
    ...numbersOf('051-460'),
  ]);
  await page.reload();
  await expect(page.getByText('1–25 of 25')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // Digits are found as people write them and as they are stored, lettering as it reads.
  const search = page.getByRole('searchbox');
  for (const typed of ['1588-4321', '8215884321', '항만']) {
    await search.fill(typed);
    await expect(page.getByRole('rowheader')).toHaveText(['1588-4321']);
  }
  await expect(page.getByRole('cell', { name: '항만 <b>대표</b>' })).toBeVisible();
  await search.fill('nothing like it');
  await expect(page.getByRole('heading', { name: 'No number matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear all filters' }).click();

  await page.getByRole('button', { name: 'Detailed search' }).click();
  const filters = page.getByRole('dialog', { name: 'Detailed search' });
  await expectAccessible(page);
  await filters.getByLabel('Number', { exact: true }).fill('460-20');
  await filters.getByLabel('Lettering').fill('부산');
  await filters.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByText('1–12 of 12')).toBeVisible();
  await page.getByRole('button', { name: 'Number', exact: true }).click();
  await expect(page).toHaveURL(/sort=-number/);
  await expect(page.getByRole('rowheader').first()).toHaveText('051-460-2022');
  await page.reload();
  await expect(page.getByRole('rowheader').first()).toHaveText('051-460-2022');
  await page.getByRole('button', { name: 'Remove the filter Lettering' }).click();
  await expect(page.getByText('1–24 of 24')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('1–12 of 12')).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);

  // A number's page and its form.
  await page.getByRole('link', { name: '051-460-2022' }).click();
  await expect(page.getByRole('heading', { name: '051-460-2022', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' })).toContainText('Harbour Authority');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit 051-460-2022' });
  await form.getByRole('textbox', { name: 'Number', exact: true }).fill('1588-4321');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('This number is taken already.')).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Number', exact: true })).toBeFocused();
  await form.getByRole('textbox', { name: 'Number', exact: true }).fill('02-1588-4321');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('A representative number has no area code.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Number', exact: true }).fill('051-460-2099');
  await form.getByLabel('Lettering').fill('부산항 관제실 당직자 연락용 대표 전화번호');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Lettering')).toBeFocused();
  await form.getByLabel('Lettering').fill('부산항 관제실');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page, 'are saved.')).toBeVisible();
  await expect(page.getByRole('heading', { name: '051-460-2099', level: 1 })).toBeVisible();
});

test('numbers are moved and deleted, many at once', async ({ staff: page }) => {
  const here = await registerContracting(page, 'Ferry Terminal');
  const there = await registerContracting(page, 'Lighthouse Office');
  await addNumbers(page, here, [{ number: '1588-4322' }, ...numbersOf('051-461')]);

  // Many at once: moved, and put back from the toast.
  await page.goto(`/o/${here}/numbers?limit=20`);
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await page.getByRole('button', { name: 'Select all 25 matching' }).click();
  await page.getByRole('checkbox', { name: 'Select 1588-4322' }).uncheck();
  await page.getByRole('button', { name: 'Move…', exact: true }).click();
  const move = page.getByRole('dialog', { name: 'Move 19 numbers' });
  await move.getByRole('combobox', { name: 'To the organization' }).fill('Lighthouse');
  await page.getByRole('option', { name: 'Lighthouse Office' }).click();
  await expectAccessible(page);
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(toast(page, '19 numbers are moved: Lighthouse Office')).toBeVisible();
  await expect(page.getByText('1–6 of 6')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('1–20 of 25')).toBeVisible();

  // On the platform they are all together; one is moved, and its page says who had it.
  await page.goto(`/platform/numbers?organizationId=${here}&q=2020`);
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('Ferry Terminal');
  await page.getByRole('button', { name: 'Actions for 051-461-2020' }).click();
  await page.getByRole('menuitem', { name: 'Move' }).click();
  const one = page.getByRole('dialog', { name: 'Move 051-461-2020' });
  await one.getByRole('button', { name: 'Move' }).click();
  await expect(one.getByText('This is required.')).toBeVisible();
  await one.getByRole('combobox', { name: 'To the organization' }).fill('Lighthouse');
  await page.getByRole('option', { name: 'Lighthouse Office' }).click();
  await one.getByRole('button', { name: 'Move' }).click();
  await expect(toast(page, '1 number is moved: Lighthouse Office')).toBeVisible();
  await page.goto(`/o/${there}/numbers`);
  await page.getByRole('link', { name: '051-461-2020' }).click();
  const history = page.getByRole('region', { name: 'History' }).getByRole('row');
  await expect(history).toHaveText([/Organization/, /Lighthouse Office/, /Ferry Terminal/]);

  // What cannot be undone says how many, and asks for it to be typed.
  await page.goto(`/o/${here}/numbers?q=2002`);
  await page.getByRole('button', { name: 'Actions for 051-461-2002' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 051-461-2002?' });
  await question.getByRole('textbox').fill('051-461-2002');
  await question.getByRole('button', { name: 'Delete number' }).click();
  await expect(toast(page, '051-461-2002 is deleted.')).toBeVisible();
  await page.goto(`/o/${here}/numbers?selected=all&number=461`);
  await page.getByRole('button', { name: 'Delete…', exact: true }).click();
  const batch = page.getByRole('dialog', { name: 'Delete 22 numbers?' });
  await expect(batch.getByRole('button', { name: 'Delete numbers' })).toBeDisabled();
  await batch.getByRole('textbox').fill('22');
  await expectAccessible(page);
  await batch.getByRole('button', { name: 'Delete numbers' }).click();
  await expect(toast(page, '22 numbers are deleted.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await expect(page.getByRole('rowheader')).toHaveText(['1588-4322']);
});

test('a refused delete leads to the campaign', async ({ staff: page }) => {
  const id = await registerContracting(page, 'City Hall');
  await declareVoice(page);
  await addNumbers(page, id, [
    { number: '02-731-2120', lettering: '시청' },
    { number: '02-731-2121' },
    { number: '02-731-2122' },
  ]);
  const engine = await service(page, id, ['console.usages.manage']);
  await startCampaign(engine, id, 'spring-1', 'Forest fire warning', ['02-731-2120', '+8227312121']);

  await page.goto(`/o/${id}/numbers?q=2120`);
  await expect(page.getByRole('row').filter({ hasText: '02-731-2120' })).toContainText('In use');
  await page.getByRole('link', { name: '02-731-2120' }).click();
  const uses = page.getByRole('region', { name: 'What uses it' });
  await expect(uses.getByRole('link', { name: 'Forest fire warning' })).toBeVisible();
  await expect(uses).toContainText('Voice · Campaign');

  // Its digits cannot change, what is shown of it can.
  await page.getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('dialog', { name: 'Edit 02-731-2120' });
  await expect(form.getByRole('textbox', { name: 'Number', exact: true })).toBeDisabled();
  await form.getByLabel('Lettering').fill('시청 안내');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('definition').filter({ hasText: '시청 안내' })).toBeVisible();

  // Many at once: what stands in the way is named and can be left out.
  await page.goto(`/o/${id}/numbers`);
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  await page.getByRole('button', { name: 'Delete…', exact: true }).click();
  const batch = page.getByRole('dialog', { name: 'Delete 3 numbers?' });
  await batch.getByRole('textbox').fill('3');
  await batch.getByRole('button', { name: 'Delete numbers' }).click();
  const refused = page.getByRole('dialog', { name: 'Nothing was changed' });
  await expect(refused).toContainText('2 of those selected stand in the way.');
  await expect(refused.getByRole('link', { name: 'Forest fire warning' })).toHaveCount(2);
  await expectAccessible(page);
  await refused.getByRole('button', { name: 'Leave these out' }).click();
  const rest = page.getByRole('dialog', { name: 'Delete 1 number?' });
  await rest.getByRole('textbox').fill('1');
  await rest.getByRole('button', { name: 'Delete numbers' }).click();
  await expect(toast(page, '1 number is deleted.')).toBeVisible();
  await expect(page.getByText('1–2 of 2')).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Numbers and usages' })
    .getByRole('link', { name: 'Usages' })
    .click();
  await expect(page.getByRole('link', { name: 'Forest fire warning' })).toBeVisible();
  expect(await downloadedCSV(page, 'usages')).toContain('Forest fire warning,voice,campaign,spring-1,');

  // The organization cannot go either, and its refusal leads to both.
  await page.goto(`/platform/organizations/${id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const whole = page.getByRole('dialog', { name: 'City Hall cannot be deleted' });
  await expect(whole.getByRole('link', { name: 'Forest fire warning' })).toBeVisible();
  await whole.getByRole('link', { name: '02-731-2121' }).click();
  await expect(page.getByRole('heading', { name: '02-731-2121', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('02-731-2121');
  await page.getByRole('button', { name: 'Delete number' }).click();
  const refusal = page.getByRole('dialog', { name: '02-731-2121 cannot be deleted' });
  await expectAccessible(page);
  await expect(refusal.getByRole('link', { name: 'Open in Voice' })).toHaveAttribute(
    'href',
    'https://voice.example/campaigns/spring-1',
  );
  await refusal.getByRole('link', { name: 'Forest fire warning' }).click();
  await expect(refusal).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Forest fire warning', level: 1 })).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveText(['02-731-2120', '02-731-2121']);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // A product that is gone has left it behind: it is ended here.
  await page.getByRole('button', { name: 'End usage…' }).click();
  const end = page.getByRole('dialog', { name: 'End the usage Forest fire warning?' });
  await expect(end).toContainText('2 numbers are no longer held by it');
  await end.getByRole('textbox').fill('Forest fire warning');
  await end.getByRole('button', { name: 'End usage' }).click();
  await expect(toast(page, 'The usage Forest fire warning is ended.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No usages yet' })).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('navigation', { name: 'Numbers and usages' })
    .getByRole('link', { name: 'Numbers' })
    .click();
  await page.getByRole('button', { name: 'Actions for 02-731-2121' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('02-731-2121');
  await page.getByRole('button', { name: 'Delete number' }).click();
  await expect(toast(page, '02-731-2121 is deleted.')).toBeVisible();
  await engine.dispose();
});
