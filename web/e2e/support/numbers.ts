import { type APIRequestContext, expect, type Page, request } from '@playwright/test';
import { settings } from './settings';

/** Adds numbers to an organization by the API and answers their IDs. */
export async function addNumbers(
  page: Page,
  organizationId: string,
  numbers: { number: string; lettering?: string }[],
): Promise<string[]> {
  const answer = await page.request.post(`/v1/organizations/${organizationId}/numbers`, {
    data: { billingNumber: '02-2133-0000', numbers },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

/** Declares the product voice, which the usages are of. */
export async function declareVoice(page: Page): Promise<void> {
  const name = (en: string) => ({ en, ko: en, ja: en, th: en });
  const answer = await page.request.put('/v1/products/voice', {
    data: {
      name: name('Voice'),
      memberPermissions: true,
      permissions: [{ key: 'voice.campaigns.start', name: name('Start campaigns') }],
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A product service: what it sends comes with an API key of the organization, and with no session. */
export async function service(
  page: Page,
  organizationId: string,
  permissions: string[],
): Promise<APIRequestContext> {
  const answer = await page.request.post(`/v1/organizations/${organizationId}/api-keys`, {
    data: { name: 'Call engine', permissions },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return withKey((await answer.json()).key);
}

export function withKey(key: string): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: settings.url,
    extraHTTPHeaders: { Authorization: `Bearer ${key}` },
  });
}

/** Says, as the product, that a campaign uses these numbers. */
export async function startCampaign(
  engine: APIRequestContext,
  organizationId: string,
  externalId: string,
  name: string,
  numbers: string[],
): Promise<void> {
  const answer = await engine.put(`/v1/usages/voice/campaign/${externalId}`, {
    data: { organizationId, name, numbers, url: `https://voice.example/campaigns/${externalId}` },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}
