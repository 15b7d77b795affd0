import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { memberships, type Permission, useSession } from './session';

/** What the caller may do in an organization, by whatever role of whatever level above it. */
export function allowedQuery(organizationId: string) {
  return queryOptions({
    queryKey: ['allowed', organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId } };
      return (await answer(api.GET('/v1/organizations/{id}/permissions', { params, signal }))).permissions;
    },
  });
}

export type Allowed = (permission: Permission) => boolean;

/** Waits for the answer: for pages, which must not show what they then take away. */
export function useAllowed(organizationId: string): Allowed {
  const { data } = useSuspenseQuery(allowedQuery(organizationId));
  return (permission) => data.includes(permission);
}

/** What the session tells at once, and the whole answer when it has come: for links and menus. */
export function useAllowedSoon(organizationId: string | undefined): Allowed {
  const session = useSession();
  const answer = useQuery({ ...allowedQuery(organizationId ?? ''), enabled: organizationId !== undefined });
  const known = memberships(session)
    .filter(({ organization }) => organization.platform || organization.id === organizationId)
    .flatMap(({ permissions }) => permissions ?? []);
  return (permission) => organizationId !== undefined && (answer.data ?? known).includes(permission);
}
