import { test as base, expect, type Page } from '@playwright/test';
import { settings } from './settings';

type Fixtures = {
  /** What no page may do: break the Content-Security-Policy or throw. Every journey fails on it. */
  complaints: string[];
  /** A page that is signed in as staff. */
  staff: Page;
};

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
        });
      });
      context.on('console', (message) => {
        if (/CSP:|Content Security Policy/i.test(message.text())) complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(String(error.error())));
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],

  staff: async ({ page }, use) => {
    await signIn(page);
    await use(page);
  },
});

export { expect };

let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> | undefined;

/** Opens a session by the API, once for all journeys of a run; the sign-in page has a journey of its own. */
export async function signIn(page: Page): Promise<void> {
  if (!cookies) {
    const { email, password } = settings;
    const answer = await page.request.post('/v1/session', { data: { email, password } });
    expect(answer.status()).toBe(200);
    cookies = await page.context().cookies();
  }
  await page.context().addCookies(cookies);
}

export async function signInByHand(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(settings.email);
  await page.getByLabel('Password', { exact: true }).fill(settings.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The text of a toast, which is announced as a status. */
export function toast(page: Page, text: string | RegExp) {
  return page.getByRole('region', { name: 'Notifications' }).getByText(text);
}

/** The page of the organization of exactly that name. */
export async function openOrganization(page: Page, name: string): Promise<void> {
  await page.goto(`/platform/organizations?${new URLSearchParams({ q: name })}`);
  await page.getByRole('link', { name, exact: true }).first().click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}
