import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import { sessionQuery } from './session';

/** What the account signs in by. */
export const securityQuery = queryOptions({
  queryKey: ['account', 'security'],
  queryFn: ({ signal }) => answer(api.GET('/v1/account/security', { signal })),
});

/** The session has proved who it is, until then. */
export function keepProof(until: string): void {
  queryClient.setQueryData(
    sessionQuery.queryKey,
    (session) => session && { ...session, reauthenticatedUntil: until },
  );
}

export function isProved(until: string | null): boolean {
  return until !== null && Date.parse(until) > Date.now();
}
