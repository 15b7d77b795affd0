import { useRouterState } from '@tanstack/react-router';
import { isPlatformOrganization, isStaff, ownMemberships, useSession } from '~/features/session/session';

export type Place = { kind: 'platform' } | { kind: 'organization'; id: string } | { kind: 'none' };

/** Where one is: on the platform, or inside an organization. The account's pages belong to where one starts. */
export function usePlace(): Place {
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const inside = /^\/o\/([^/]+)/.exec(path)?.[1];
  const id = inside === undefined ? undefined : decodeURIComponent(inside);
  // The platform organization's own pages are the platform's.
  if (id !== undefined && !isPlatformOrganization(session, id)) return { kind: 'organization', id };
  if (isStaff(session)) return { kind: 'platform' };
  const first = ownMemberships(session)[0];
  return first ? { kind: 'organization', id: first.organization.id } : { kind: 'none' };
}
