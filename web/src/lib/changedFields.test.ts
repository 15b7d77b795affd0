import { describe, expect, it } from 'vitest';
import { changedFields } from './changedFields';

const before = { name: 'Clerk', lettering: '', roleIds: ['role_1', 'role_2'], reach: 'own' as string | null };

describe('what a change sends', () => {
  it('is what differs, without the space around it', () => {
    expect(changedFields(before, { ...before, name: ' Clerk ' })).toEqual({});
    expect(changedFields(before, { ...before, lettering: ' Seoul ' })).toEqual({ lettering: 'Seoul' });
    expect(changedFields({ ...before, lettering: 'Seoul' }, { ...before, reach: null })).toEqual({
      lettering: '',
      reach: null,
    });
  });

  it('takes no notice of the order of what is chosen', () => {
    expect(changedFields(before, { ...before, roleIds: ['role_2', 'role_1'] })).toEqual({});
    expect(changedFields(before, { ...before, roleIds: ['role_2'] })).toEqual({ roleIds: ['role_2'] });
    expect(changedFields(before, { ...before, roleIds: [] })).toEqual({ roleIds: [] });
    expect(changedFields(before, { ...before, roleIds: ['role_2', 'role_3'] })).toEqual({
      roleIds: ['role_2', 'role_3'],
    });
  });
});
