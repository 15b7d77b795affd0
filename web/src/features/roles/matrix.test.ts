import { describe, expect, it } from 'vitest';
import type { Product } from '~/api/types';
import { matrix, tickState, toggle, toggleAll } from './matrix';

const name = (en: string) => ({ en, ko: en, ja: en, th: en });
const product = (key: string, en: string, permissions: [string, string, boolean?][]): Product => ({
  key,
  name: name(en),
  memberPermissions: true,
  fixed: false,
  permissions: permissions.map(([end, called, platformOnly = false]) => ({
    key: `${key}.${end}`,
    name: name(called),
    platformOnly,
  })),
});
const products = [
  product('console', 'Console', [
    ['members.read', 'See members'],
    ['groups.manage', 'Arrange groups', true],
  ]),
  product('voice', 'Voice calls', [
    ['campaigns.read', 'See campaigns'],
    ['campaigns.start', 'Start campaigns'],
  ]),
  product('fax', 'Fax', []),
];
const keys = (text: string, platform = false) =>
  matrix(products, { platform, text, name: (of) => of.name.en }).map(
    ({ product: { key }, permissions }) => [key, permissions.map((one) => one.key)] as const,
  );

describe('the permission matrix', () => {
  it('has what only the platform organization can give nowhere else', () => {
    expect(keys('')).toEqual([
      ['console', ['console.members.read']],
      ['voice', ['voice.campaigns.read', 'voice.campaigns.start']],
      ['fax', []],
    ]);
    expect(keys('', true)[0]?.[1]).toEqual(['console.members.read', 'console.groups.manage']);
  });

  it('is narrowed by names and keys, and a product that is named shows all of its own', () => {
    expect(keys('SEE ')).toEqual([
      ['console', ['console.members.read']],
      ['voice', ['voice.campaigns.read']],
    ]);
    expect(keys('campaigns.st')).toEqual([['voice', ['voice.campaigns.start']]]);
    expect(keys('voice calls')).toEqual([['voice', ['voice.campaigns.read', 'voice.campaigns.start']]]);
    expect(keys('groups')).toEqual([]);
  });

  it('knows all, some and none', () => {
    expect(tickState(['a', 'b'], [])).toBe('none');
    expect(tickState(['a', 'b'], ['b', 'c'])).toBe('some');
    expect(tickState(['a', 'b'], ['b', 'a', 'c'])).toBe('all');
    expect(tickState([], ['a'])).toBe('none');
  });

  it('ticks the rest of a product first, then takes the whole away, and leaves the others alone', () => {
    const some = ['x', 'a'];
    const all = toggleAll(['a', 'b'], some);
    expect(all).toEqual(['x', 'a', 'b']);
    expect(toggleAll(['a', 'b'], all)).toEqual(['x']);
    expect(toggle('x', all)).toEqual(['a', 'b']);
    expect(toggle('y', ['x'])).toEqual(['x', 'y']);
  });
});
