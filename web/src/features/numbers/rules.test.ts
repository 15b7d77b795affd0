import { expect, it } from 'vitest';
import { valuesOf } from './rules';

it('a form shows numbers as people write them', () => {
  expect(
    valuesOf({
      id: 'num_1',
      organizationId: 'org_1',
      organizationName: 'Seoul',
      number: '+8215881234',
      display: '1588-1234',
      billingNumber: '+8223124567',
      billingDisplay: '02-312-4567',
      lettering: '',
      inUse: false,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    }),
  ).toEqual({ number: '1588-1234', billingNumber: '02-312-4567', lettering: '' });
});
