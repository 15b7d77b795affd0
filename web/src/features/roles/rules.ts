import type { Reach, Role } from '~/api/types';

/** Characters, as the server counts them. */
export const roleNameLength = 30;
export const roleDescriptionLength = 200;

export type RoleValues = { name: string; description: string; reach: Reach; permissions: string[] };

/** What a role is made of, as the API takes it. */
export type RoleContent = { name: string; description: string | null; reach: Reach; permissions: string[] };

export const emptyRole: RoleValues = { name: '', description: '', reach: 'subtree', permissions: [] };

export function valuesOf({ name, description, reach, permissions }: Role): RoleValues {
  return { name, description: description ?? '', reach, permissions };
}

export function bodyOf({ name, description, reach, permissions }: RoleValues): RoleContent {
  return {
    name: name.trim(),
    description: description.trim() === '' ? null : description.trim(),
    reach,
    permissions: [...permissions].sort(),
  };
}
