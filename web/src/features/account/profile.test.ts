import { expect, it } from 'vitest';
import { profilePatch } from './profile';

const before = { name: 'Minsu', firstName: '', lastName: 'Kim', mobilePhone: '010-2345-6789' };

it('sends what differs and nothing else', () => {
  expect(profilePatch(before, { ...before, name: ' Minsu ' })).toEqual({});
  expect(profilePatch(before, { ...before, firstName: 'Min-su', lastName: '' })).toEqual({
    firstName: 'Min-su',
    lastName: '',
  });
});

it('takes an empty telephone number for none', () => {
  expect(profilePatch(before, { ...before, mobilePhone: ' ' })).toEqual({ mobilePhone: null });
  expect(profilePatch({ ...before, mobilePhone: '' }, { ...before, mobilePhone: '' })).toEqual({});
});
