import { useRouterState } from '@tanstack/react-router';
import { isStaff, ownMemberships, useSession } from '~/features/session/session';

export type Place = { kind: 'platform' } | { kind: 'organization'; id: string } | { kind: 'none' };

/** Where one is: on the platform, or inside an organization. The account's pages belong to where one starts. */
export function usePlace(): Place {
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const inside = /^\/o\/([^/]+)/.exec(path)?.[1];
  if (inside) return { kind: 'organization', id: decodeURIComponent(inside) };
  if (isStaff(session)) return { kind: 'platform' };
  const first = ownMemberships(session)[0];
  return first ? { kind: 'organization', id: first.organization.id } : { kind: 'none' };
}
