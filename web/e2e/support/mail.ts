import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { settings } from './settings';

/** What the newest message to an address sets apart from its text: a temporary password. */
export async function mailed(address: string): Promise<string> {
  let found: string | undefined;
  await expect.poll(() => (found = newest(address)), `a message to ${address}`).toBeTruthy();
  return found as string;
}

/** What the newest message to an address sets apart, once it is another than this. */
export async function mailedAfter(address: string, before: string): Promise<string> {
  let found = before;
  await expect
    .poll(async () => {
      found = await mailed(address);
      return found;
    }, `another message to ${address}`)
    .not.toBe(before);
  return found;
}

function newest(address: string): string | undefined {
  // Their names sort by the time they were made.
  const files = readdirSync(settings.outbox).filter((name) => name.endsWith('.eml'));
  for (const name of files.sort().reverse()) {
    const message = readFileSync(join(settings.outbox, name), 'utf8').replaceAll('\r\n', '\n');
    const [head = '', ...rest] = message.split('\n\n');
    if (!/^To:.*$/m.exec(head)?.[0].includes(address)) continue;
    return /^ {4}(\S.*)$/m.exec(decoded(rest.join('\n\n')))?.[1];
  }
  return undefined;
}

/** Undoes quoted-printable. */
function decoded(text: string): string {
  return text
    .replaceAll('=\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
