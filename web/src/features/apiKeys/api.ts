import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { ApiKey, NewApiKey } from '~/api/types';

const all = ['api-keys'] as const;

/** Every API key of an organization, the newest first. */
export function apiKeysQuery(organizationId: string) {
  return queryOptions({
    queryKey: [...all, organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId } };
      return (await answer(api.GET('/v1/organizations/{id}/api-keys', { params, signal }))).items;
    },
  });
}

/** `key` makes a repeat after a lost answer harmless. The text of the API key is in the first answer only. */
export async function createApiKey(
  organizationId: string,
  body: NewApiKey,
  key: string,
): Promise<ApiKey & { key: string }> {
  const created = await answer(
    api.POST('/v1/organizations/{id}/api-keys', {
      params: { path: { id: organizationId }, header: { 'Idempotency-Key': key } },
      body,
    }),
  );
  await queryClient.invalidateQueries({ queryKey: all });
  return created;
}

export async function revokeApiKey(id: string): Promise<void> {
  await answer(api.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: all });
}
