import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api } from './client';
import type { Deployment } from './types';

/** What this deployment is set to; it changes with a restart only. */
export const deploymentQuery = queryOptions({
  queryKey: ['deployment'],
  queryFn: () => answer(api.GET('/v1/deployment')),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useDeployment(): Deployment {
  return useSuspenseQuery(deploymentQuery).data;
}
