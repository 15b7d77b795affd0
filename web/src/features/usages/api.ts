import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import { refreshNumbers } from '~/features/numbers/api';
import { compact, type ListSearch, pageQuery } from '~/lib/listSearch';
import { type UsageSearch, usageListQuery } from './search';

const all = ['usages'] as const;

export function usagesQuery(search: UsageSearch, organizationId: string) {
  const query = usageListQuery(search, organizationId);
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/usages', { params: { query }, signal })),
  });
}

/** The first few usages of a number, the latest first, and how many there are. */
export function usagesOfNumberQuery(number: { id: string; organizationId: string }) {
  const query = { organizationId: number.organizationId, numberId: number.id, limit: 20 };
  return queryOptions({
    queryKey: [...all, 'of', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/usages', { params: { query }, signal })),
  });
}

export function usageQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/usages/{id}', { params: { path: { id } }, signal })),
  });
}

export function usageNumbersQuery(id: string, search: ListSearch) {
  const query = compact(pageQuery(search));
  return queryOptions({
    queryKey: [...all, 'numbers', id, query],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/usages/{id}/numbers', { params: { path: { id }, query }, signal })),
  });
}

export async function endUsage(id: string): Promise<void> {
  await answer(api.DELETE('/v1/usages/{id}', { params: { path: { id } } }));
  for (const part of ['one', 'numbers']) queryClient.removeQueries({ queryKey: [...all, part, id] });
  await refreshNumbers();
}
