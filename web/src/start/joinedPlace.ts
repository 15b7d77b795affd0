import type { Session } from '~/api/types';

/** Where somebody goes who has just joined an organization: into it, where the session tells which it is. */
export function joinedPlace(before: Session | undefined, after: Session, name: string): string {
  const known = new Set(before?.memberships.map(({ id }) => id));
  const fresh = after.memberships.filter(({ id }) => !known.has(id));
  const all =
    fresh.length > 0 ? fresh : after.memberships.filter(({ organization }) => organization.name === name);
  const [joined, ...others] = all;
  if (!joined || others.length > 0 || joined.organization.platform) return '/';
  return `/o/${joined.organization.id}/overview`;
}
