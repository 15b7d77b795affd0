import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import type { Membership, Session } from '~/api/types';
import { signInHref } from '~/start/signIn';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answer(api.GET('/v1/session')),
  staleTime: 60_000,
});

/** Only below the routes that have made sure of a session. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

export async function signOut(): Promise<void> {
  await answer(api.DELETE('/v1/session'));
}

/** By a fresh page: nothing of one account may be left for the next. */
export function leaveToSignIn(next?: string): void {
  window.location.assign(signInHref(next));
}

export function memberships(session: Session): readonly Membership[] {
  return session.memberships ?? [];
}

export function platformMembership(session: Session): Membership | undefined {
  return memberships(session).find((membership) => membership.organization.platform);
}

export function isStaff(session: Session): boolean {
  return platformMembership(session) !== undefined;
}

export function isPlatformOrganization(session: Session, organizationId: string): boolean {
  return platformMembership(session)?.organization.id === organizationId;
}

/** The organizations that are the account's own: all but the platform's. */
export function ownMemberships(session: Session): readonly Membership[] {
  return memberships(session).filter((membership) => !membership.organization.platform);
}

export type Permission =
  | 'console.organization.update'
  | 'console.organization.erase'
  | 'console.policy.manage'
  | 'console.organizations.register'
  | 'console.organizations.suspend'
  | 'console.organizations.delete'
  | 'console.groups.manage'
  | 'console.members.read'
  | 'console.members.invite'
  | 'console.members.add'
  | 'console.members.edit_account'
  | 'console.members.update'
  | 'console.members.disable'
  | 'console.members.delete'
  | 'console.members.reset_password'
  | 'console.roles.read'
  | 'console.roles.manage'
  | 'console.products.manage'
  | 'console.numbers.read'
  | 'console.numbers.add'
  | 'console.numbers.update'
  | 'console.numbers.move'
  | 'console.numbers.delete'
  | 'console.usages.read'
  | 'console.usages.manage'
  | 'console.api_keys.read'
  | 'console.api_keys.manage'
  | 'console.access.check'
  | 'console.audit.read'
  | 'console.mail.read';

/**
 * Whether the console offers an action. The platform's permissions count in every organization. The server
 * decides in the end: this only keeps the console from offering what would be refused.
 */
export function may(session: Session, permission: Permission, organizationId?: string): boolean {
  return memberships(session).some(
    (membership) =>
      (membership.organization.platform || membership.organization.id === organizationId) &&
      (membership.permissions ?? []).includes(permission),
  );
}
