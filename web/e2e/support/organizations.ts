import { expect, type Page } from '@playwright/test';

let count = 0;

/** Ten digits whose last one is the check digit of those before, as Korean business registration numbers are made. */
function businessNumber(serial: number): string {
  const digits = String(600_000_000 + serial);
  const weights = [1, 3, 7, 1, 3, 7, 1, 3, 5];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const last = (10 - ((sum + Math.floor((Number(digits[8]) * 5) / 10)) % 10)) % 10;
  return digits + last;
}

/** Registers a contracting organization by the API and answers its ID. */
export async function registerContracting(page: Page, name: string): Promise<string> {
  count += 1;
  return register(page, name, {
    type: 'contracting',
    representativeName: 'Kim',
    businessRegistrationNumber: businessNumber(count),
  });
}

/** Registers an organization that works under a contracting one. */
export async function registerExecuting(page: Page, name: string, under: string): Promise<string> {
  return register(page, name, { type: 'executing', registeredOrganizationId: under });
}

async function register(page: Page, name: string, registration: object): Promise<string> {
  const answer = await page.request.post('/v1/organizations', {
    data: {
      name,
      registration: {
        classification: 'client',
        clientClassification: 'company',
        address: { base: 'Seoul' },
        ...registration,
      },
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}

/** Makes a group with its whole tree by the API: each organization and the one above it. */
export async function makeGroup(
  page: Page,
  name: string,
  tree: [organizationId: string, parentId?: string][],
): Promise<string> {
  const organizations = tree.map(([organizationId, parentId]) => ({ organizationId, parentId }));
  const answer = await page.request.post('/v1/groups', { data: { name, organizations } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).id;
}
