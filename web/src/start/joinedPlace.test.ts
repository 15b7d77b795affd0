import { expect, it } from 'vitest';
import type { Session } from '~/api/types';
import { joinedPlace } from './joinedPlace';

const session = (...memberships: [id: string, organization: string, name: string, platform?: true][]) =>
  ({
    memberships: memberships.map(([id, organization, name, platform = false]) => ({
      id,
      organization: { id: organization, name, platform },
    })),
  }) as unknown as Session;

it('leads into the organization that was not among one’s own before', () => {
  const after = session(['mem_1', 'org_1', 'Harbour'], ['mem_2', 'org_2', 'Harbour']);
  expect(joinedPlace(session(['mem_1', 'org_1', 'Harbour']), after, 'Harbour')).toBe('/o/org_2/overview');
  expect(joinedPlace(undefined, session(['mem_1', 'org_1', 'Harbour']), 'Harbour')).toBe('/o/org_1/overview');
});

it('leads into the one of that name where one was a member already, and to the start where it is not known', () => {
  const same = session(['mem_1', 'org_1', 'Harbour'], ['mem_2', 'org_2', 'Town']);
  expect(joinedPlace(same, same, 'Town')).toBe('/o/org_2/overview');
  expect(joinedPlace(same, same, 'Village')).toBe('/');
  expect(joinedPlace(undefined, session(['mem_1', 'org_p', 'Platform', true]), 'Platform')).toBe('/');
});
