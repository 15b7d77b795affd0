import { describe, expect, it } from 'vitest';
import type { PermissionAnswer, Product } from '~/api/types';
import { byProduct, commonReason } from './answers';

const name = (en: string) => ({ en, ko: en, ja: en, th: en });
const missing = (code: 'no_roles' | 'reach_own') => ({
  code,
  levelsAbove: 0,
  memberId: null,
  organizationId: null,
  organizationName: null,
  roleId: null,
  roleName: null,
});
const answer = (permission: string, ...codes: ('no_roles' | 'reach_own')[]): PermissionAnswer => ({
  permission,
  allowed: codes.length === 0,
  paths: [],
  missing: codes.map(missing),
});

describe('what somebody may do', () => {
  it('stands under the product that declares it, in its order', () => {
    const product = (key: string, ...keys: string[]): Product => ({
      key,
      name: name(key),
      memberPermissions: true,
      fixed: false,
      permissions: keys.map((each) => ({ key: each, name: name(each), platformOnly: false })),
    });
    const groups = byProduct(
      [product('console', 'console.b.c', 'console.a.c'), product('sms', 'sms.a.b'), product('fax')],
      [answer('console.a.c'), answer('console.b.c', 'no_roles'), answer('gone.a.b')],
    );
    expect(
      groups.map(({ product: { key }, answers }) => [key, answers.map((one) => one.permission)]),
    ).toEqual([['console', ['console.b.c', 'console.a.c']]]);
  });

  it('has one reason where the same keeps everything back', () => {
    expect(commonReason([answer('a'), answer('b', 'no_roles'), answer('c', 'no_roles')])).toEqual([
      missing('no_roles'),
    ]);
    expect(commonReason([answer('b', 'no_roles'), answer('c', 'reach_own')])).toBeUndefined();
    // One alone says it beside itself; where all is allowed there is nothing to say.
    expect(commonReason([answer('a'), answer('b', 'no_roles')])).toBeUndefined();
    expect(commonReason([answer('a')])).toBeUndefined();
  });
});
