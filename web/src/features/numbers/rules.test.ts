import { expect, it } from 'vitest';
import { numberPatch, valuesOf } from './rules';

const before = { number: '1588-1234', billingNumber: '02-312-4567', lettering: '' };

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
  ).toEqual(before);
});

it('a change sends what differs, without the spaces around it', () => {
  expect(numberPatch(before, { ...before, number: ' 1588-1234 ' })).toEqual({});
  expect(numberPatch(before, { ...before, lettering: ' Seoul ' })).toEqual({ lettering: 'Seoul' });
  expect(
    numberPatch({ ...before, lettering: 'Seoul' }, { ...before, billingNumber: '031-234-5678' }),
  ).toEqual({
    lettering: '',
    billingNumber: '031-234-5678',
  });
});
