import type { Product, ProductBody } from '~/api/types';
import type { Localized } from './api';

export type PermissionValues = {
  /** Tells the rows of the form apart while they have no key of their own. */
  row: string;
  /** Without the product's key before it: `campaigns.start`. */
  key: string;
  name: Localized;
};

export type ProductValues = {
  key: string;
  name: Localized;
  memberPermissions: boolean;
  permissions: PermissionValues[];
};

export const nameLanguages = ['en', 'ko', 'ja', 'th'] as const;
export const productNameLength = 60;

const noName: Localized = { en: '', ko: '', ja: '', th: '' };

export const emptyProduct: ProductValues = {
  key: '',
  name: noName,
  memberPermissions: true,
  permissions: [],
};

let rows = 0;

export function emptyPermission(): PermissionValues {
  rows += 1;
  return { row: `new-${rows}`, key: '', name: noName };
}

export function productValues({ key, name, memberPermissions, permissions }: Product): ProductValues {
  return {
    key,
    name,
    memberPermissions,
    permissions: permissions.map((permission) => ({
      row: permission.key,
      key: permission.key.slice(key.length + 1),
      name: permission.name,
    })),
  };
}

function trimmed(name: Localized): Localized {
  return { en: name.en.trim(), ko: name.ko.trim(), ja: name.ja.trim(), th: name.th.trim() };
}

export function productBody({ key, name, memberPermissions, permissions }: ProductValues): ProductBody {
  return {
    name: trimmed(name),
    memberPermissions,
    permissions: permissions.map((permission) => ({
      key: `${key.trim()}.${permission.key.trim()}`,
      name: trimmed(permission.name),
    })),
  };
}

const productKey = /^[a-z][a-z0-9_]{0,31}$/;
const permissionKey = /^[a-z][a-z0-9_]{0,31}\.[a-z][a-z0-9_]{0,31}$/;

/** What is wrong before anything is sent: a code for each field's path. */
export function checkProduct(values: ProductValues): Record<string, string> {
  const wrong: Record<string, string> = {};
  const check = (path: string, text: string, form: RegExp) => {
    if (text.trim() === '') wrong[path] = 'required';
    else if (!form.test(text.trim())) wrong[path] = 'invalid_key';
  };
  const names = (path: string, name: Localized) => {
    for (const language of nameLanguages)
      if (name[language].trim() === '') wrong[`${path}.${language}`] = 'required';
  };
  check('key', values.key, productKey);
  names('name', values.name);
  const seen = new Set<string>();
  values.permissions.forEach((permission, at) => {
    const path = `permissions.${at}`;
    check(`${path}.key`, permission.key, permissionKey);
    if (seen.has(permission.key.trim())) wrong[`${path}.key`] ??= 'duplicate';
    seen.add(permission.key.trim());
    names(`${path}.name`, permission.name);
  });
  return wrong;
}

/** The permissions that a save takes away, and with them from every role that holds them. */
export function removed(before: ProductValues, after: ProductValues): string[] {
  const kept = new Set(after.permissions.map(({ key }) => key.trim()));
  return before.permissions.filter(({ key }) => !kept.has(key)).map(({ key }) => `${before.key}.${key}`);
}
