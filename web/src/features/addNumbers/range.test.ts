import { expect, it } from 'vitest';
import { isComplete, rangeBody } from './range';

const values = {
  billingNumber: ' 1588-1234 ',
  first: '02-1234-0000 ',
  lastFourDigits: '0042',
  lettering: '',
};

it.each([
  [{}, true],
  [{ billingNumber: ' ' }, false],
  [{ first: '' }, false],
  [{ lastFourDigits: '042' }, false],
  [{ lastFourDigits: '00a2' }, false],
  [{ lastFourDigits: '００４２' }, true],
])('with %j it is complete: %s', (change, complete) =>
  expect(isComplete({ ...values, ...change })).toBe(complete),
);

it('leaves an empty lettering out and reads full-width digits', () =>
  expect(rangeBody({ ...values, lastFourDigits: '００４２' })).toEqual({
    billingNumber: '1588-1234',
    first: '02-1234-0000',
    lastFourDigits: '0042',
  }));
