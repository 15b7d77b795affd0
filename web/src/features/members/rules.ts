import type { Role } from '~/api/types';

/** Characters, as the server counts them. */
export const memberNameLength = 20;
export const taskLength = 20;

/** The permissions of a role that somebody with these does not hold, and so cannot give. */
export function beyond(role: Pick<Role, 'permissions'>, held: readonly string[]): string[] {
  return role.permissions.filter((permission) => !held.includes(permission));
}

/** The role that every organization starts with; no other can take its name. */
export const adminName = 'Admin';
