import { type Browser, expect, type Page } from '@playwright/test';
import { mailed } from './mail';
import { settings } from './settings';

export const ownPassword = 'a password of my own';

/** The ID of the role Admin of an organization. */
export async function adminRole(page: Page, organizationId: string): Promise<string> {
  const answer = await page.request.get(`/v1/organizations/${organizationId}/roles`);
  const { items } = (await answer.json()) as { items: { id: string; fixed: boolean }[] };
  return items.find(({ fixed }) => fixed)?.id ?? '';
}

/** Adds somebody to an organization by the API, as staff, and answers the member's ID. */
export async function addMember(
  staff: Page,
  organizationId: string,
  name: string,
  email: string,
  roleIds: string[] = [],
): Promise<string> {
  const answer = await staff.request.post(`/v1/organizations/${organizationId}/members`, {
    data: { name, email, mobilePhone: '010-2345-6789', roleIds },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

/** A browser of somebody who has just been added, signed in with a password of their own. */
export async function firstSignIn(browser: Browser, email: string): Promise<Page> {
  const page = await browser.newPage({ baseURL: settings.url });
  const answer = await page.request.post('/v1/session', {
    data: { email, password: await mailed(email), newPassword: ownPassword },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  return page;
}
