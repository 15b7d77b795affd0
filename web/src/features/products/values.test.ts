import { describe, expect, it } from 'vitest';
import type { Product } from '~/api/types';
import { localized } from './api';
import { checkProduct, emptyPermission, emptyProduct, productBody, productValues, removed } from './values';

const name = (en: string) => ({ en, ko: `${en} ko`, ja: `${en} ja`, th: `${en} th` });
const sms: Product = {
  key: 'sms',
  name: name('SMS'),
  memberPermissions: true,
  fixed: false,
  permissions: [
    { key: 'sms.messages.read', name: name('See messages'), platformOnly: false },
    { key: 'sms.messages.send', name: name('Send messages'), platformOnly: false },
  ],
};

describe('a product in its form', () => {
  it('comes back as it was', () => {
    const { key, fixed, ...rest } = sms;
    expect(productBody(productValues(sms))).toEqual({
      ...rest,
      permissions: rest.permissions.map((permission) => ({ key: permission.key, name: permission.name })),
    });
    expect(checkProduct(productValues(sms))).toEqual({});
  });

  it('is told what is missing and mistyped before it is sent', () => {
    expect(Object.keys(checkProduct(emptyProduct))).toEqual([
      'key',
      'name.en',
      'name.ko',
      'name.ja',
      'name.th',
    ]);
    const values = productValues(sms);
    const wrong = checkProduct({
      ...values,
      key: 'SMS',
      permissions: [
        ...values.permissions,
        { ...emptyPermission(), key: 'messages', name: name('x') },
        { ...emptyPermission(), key: 'messages.read', name: { ...name('x'), th: ' ' } },
      ],
    });
    expect(wrong).toEqual({
      key: 'invalid_key',
      'permissions.2.key': 'invalid_key',
      'permissions.3.key': 'duplicate',
      'permissions.3.name.th': 'required',
    });
  });

  it('says which permissions a save takes away', () => {
    const before = productValues(sms);
    const [read] = before.permissions;
    expect(removed(before, before)).toEqual([]);
    expect(removed(before, { ...before, permissions: read ? [read] : [] })).toEqual(['sms.messages.send']);
  });
});

it('a name is in the interface’s language, else in English', () => {
  expect(localized(name('SMS'), 'ko')).toBe('SMS ko');
  expect(localized({ ...name('SMS'), ja: '' }, 'ja')).toBe('SMS');
  expect(localized(name('SMS'), 'fr')).toBe('SMS');
});
