import { createHmac } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { mailedAfter } from './mail';

/** Reads the codes and links that an address gets, each once, in their order. */
export function mailbox(address: string): () => Promise<string> {
  let last = '';
  return async () => {
    last = await mailedAfter(address, last);
    return last;
  };
}

export const password = 'winter rain on roofs';

/** Signs somebody up by the API, who is signed in on the page after that. */
export async function signUp(page: Page, name: string, email: string, next = mailbox(email)): Promise<void> {
  const asked = await page.request.post('/v1/sign-up', { data: { name, email, password } });
  expect(asked.status(), await asked.text()).toBe(202);
  const confirmed = await page.request.post('/v1/sign-up/confirm', { data: { email, code: await next() } });
  expect(confirmed.status(), await confirmed.text()).toBe(201);
}

/** Fills the sign-in page in. */
export async function enter(page: Page, email: string, secret = password): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Answers the question who it is. */
export async function prove(page: Page, secret = password): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await question.getByLabel('Your password').fill(secret);
  await question.getByRole('button', { name: 'Confirm' }).click();
  await expect(question).toHaveCount(0);
}

/** The code that an authenticator app shows, this many steps of 30 s from now. */
export function totp(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Gives the page an authenticator in software that does what it is asked at once. */
export async function addAuthenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
