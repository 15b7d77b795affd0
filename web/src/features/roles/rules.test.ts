import { describe, expect, it } from 'vitest';
import { beyond } from '../members/rules';
import { bodyOf, emptyRole } from './rules';

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

  it('is beyond whoever lacks one of its permissions', () => {
    expect(beyond(clerk, ['console.members.read', 'x'])).toEqual(['voice.campaigns.read']);
    expect(beyond(clerk, clerk.permissions)).toEqual([]);
  });
});
