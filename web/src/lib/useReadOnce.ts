import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

/**
 * What a form begins with: read anew when it opens, for a cached copy may be old, and then left alone, so that what is
 * refetched behind an open form does not replace what somebody is typing.
 */
export function useReadOnce<T extends object, Key extends QueryKey>(
  query: UseQueryOptions<T, Error, T, Key>,
): { first: T | undefined; error: Error | null } {
  const found = useQuery({ ...query, staleTime: 0, refetchOnWindowFocus: false });
  const [first, setFirst] = useState<T>();
  const fresh = found.data !== undefined && (!found.isFetching || found.isFetchedAfterMount);
  if (first === undefined && fresh) setFirst(found.data);
  return { first: first ?? (fresh ? found.data : undefined), error: found.error };
}
