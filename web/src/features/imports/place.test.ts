import { expect, it } from 'vitest';
import { placeOf, sees } from './place';

const organizations = { kind: 'organizations' } as const;
const numbers = (organizationId?: string) => ({ kind: 'numbers', organizationId }) as const;

it('has its place inside of the organization, else on the platform', () => {
  expect(placeOf({ kind: 'numbers', organizationId: 'org_1' })).toEqual(numbers('org_1'));
  expect(placeOf({ kind: 'numbers', organizationId: null })).toEqual(numbers());
  expect(placeOf({ kind: 'invitations', organizationId: 'org_1' })).toEqual({
    kind: 'invitations',
    organizationId: 'org_1',
  });
  expect(placeOf({ kind: 'organizations', organizationId: null })).toEqual(organizations);
});

const invitations = (organizationId: string) => ({ kind: 'invitations', organizationId }) as const;

it.each([
  [organizations, organizations, true],
  [organizations, numbers(), false],
  [numbers(), organizations, false],
  [numbers(), numbers('org_1'), true],
  [numbers('org_1'), numbers('org_1'), true],
  [numbers('org_1'), numbers('org_2'), false],
  [numbers('org_1'), numbers(), false],
  [invitations('org_1'), invitations('org_1'), true],
  [invitations('org_1'), invitations('org_2'), false],
  [numbers(), invitations('org_1'), false],
])('%j shows an import of %j: %s', (place, own, shown) => expect(sees(place, own)).toBe(shown));
