import { describe, expect, it } from 'vitest';
import { beyond } from '../members/rules';
import { bodyOf, emptyRole, rolePatch } from './rules';

const clerk = {
  name: 'Clerk',
  description: 'Answers calls',
  reach: 'subtree' as const,
  permissions: ['console.members.read', 'voice.campaigns.read'],
};

describe('a role', () => {
  it('is sent trimmed, an empty description as none', () => {
    expect(bodyOf({ ...emptyRole, name: ' Clerk ', description: '  ', permissions: ['b', 'a'] })).toEqual({
      name: 'Clerk',
      description: null,
      reach: 'subtree',
      permissions: ['a', 'b'],
    });
  });

  it('is changed in what differs and nothing else', () => {
    expect(rolePatch(clerk, { ...clerk, permissions: [...clerk.permissions].reverse() })).toEqual({});
    expect(rolePatch(clerk, { ...clerk, description: '', reach: 'own' })).toEqual({
      description: null,
      reach: 'own',
    });
    expect(rolePatch(clerk, { ...clerk, permissions: [] })).toEqual({ permissions: [] });
  });

  it('is beyond whoever lacks one of its permissions', () => {
    expect(beyond(clerk, ['console.members.read', 'x'])).toEqual(['voice.campaigns.read']);
    expect(beyond(clerk, clerk.permissions)).toEqual([]);
  });
});
