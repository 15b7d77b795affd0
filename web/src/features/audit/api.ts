import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { type AuditSearch, auditListQuery } from './search';

const all = ['audit'] as const;

export function auditQuery(search: AuditSearch, organizationId: string | undefined, timeZone: string) {
  const query = auditListQuery(search, organizationId, timeZone);
  return queryOptions({
    queryKey: [...all, 'list', query],
    queryFn: ({ signal }) => answer(api.GET('/v1/audit', { params: { query }, signal })),
    // What happens is added at any moment.
    staleTime: 0,
  });
}

export function eventQuery(id: string) {
  return queryOptions({
    queryKey: [...all, 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/audit/{id}', { params: { path: { id } }, signal })),
  });
}
