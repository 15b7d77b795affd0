import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mailbox } from './support/accounts';
import { expectAccessible } from './support/axe';
import { downloadedCSV } from './support/download';
import { settings } from './support/settings';
import { expect, test, toast } from './support/test';

test('what cannot be delivered is listed with its reason, and tried again', async ({ staff: page }) => {
  const email = 'stuck@mail.example';
  const aside = `${settings.outbox}-aside`;
  const row = page.getByRole('row').filter({ hasText: email });
  // A file stands where the folder of mail should be: nothing can be written there.
  mkdirSync(settings.outbox, { recursive: true });
  renameSync(settings.outbox, aside);
  writeFileSync(settings.outbox, '');
  try {
    const data = { name: 'Stuck', email, password: 'winter rain on roofs' };
    expect((await page.request.post('/v1/sign-up', { data })).status()).toBe(202);
    await expect(async () => {
      await page.goto('/platform/mail');
      await expect(row).toContainText('The folder for mail cannot be written to', { timeout: 1000 });
    }).toPass();
    // Why is told, and nothing of where on the server that is.
    await expect(page.getByText(settings.outbox)).toHaveCount(0);
    expect(await downloadedCSV(page, 'mail')).toContain(`${email},code,`);
    await expectAccessible(page);
  } finally {
    rmSync(settings.outbox);
    renameSync(aside, settings.outbox);
  }
  await row.hover();
  await row.getByRole('button', { name: 'Try again now' }).click();
  await expect(toast(page, `The message to ${email} is tried again now.`)).toBeVisible();
  expect(await mailbox(email)()).toMatch(/^\d{6}$/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Mail', level: 1 })).toBeVisible();
    await expect(row).toHaveCount(0, { timeout: 1000 });
  }).toPass();
});
