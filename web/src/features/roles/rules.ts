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

/** Only what differs, so that two people who change different things do not undo each other. */
export function rolePatch(before: RoleValues, after: RoleValues): Partial<RoleContent> {
  const [was, is] = [bodyOf(before), bodyOf(after)];
  return Object.fromEntries(
    Object.entries(is).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key as keyof RoleContent]),
    ),
  );
}
