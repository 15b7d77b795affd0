import { expect, it } from 'vitest';
import { fieldPaths } from './useFieldErrors';

it('finds the field of an error, or the list or block that it is in', () => {
  expect(fieldPaths('body.name')).toEqual(['name']);
  expect(fieldPaths('body.roleIds[12]')).toEqual(['roleIds.12', 'roleIds']);
  expect(fieldPaths('body.permissions[2].name.th')).toEqual([
    'permissions.2.name.th',
    'permissions.2.name',
    'permissions.2',
    'permissions',
  ]);
  expect(fieldPaths('query.limit')).toEqual([]);
  expect(fieldPaths('body')).toEqual([]);
});
