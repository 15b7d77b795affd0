import { queryOptions } from '@tanstack/react-query';
import { answer, answerWithResponse, api } from '~/api/client';
import { queryClient } from '~/api/query';
import { refresh } from '~/features/organizations/api';
import { refreshPeople } from '~/features/roles/api';

/** What an organization asks of its members, with the version that a change of it is made against. */
export function policyQuery(id: string) {
  return queryOptions({
    queryKey: ['policy', id],
    queryFn: async ({ signal }) => {
      const outcome = api.GET('/v1/organizations/{id}/policy', { params: { path: { id } }, signal });
      const { data, response } = await answerWithResponse(outcome);
      return { policy: data, version: response.headers.get('ETag') };
    },
  });
}

/** It can take away, or give back, what one may do here oneself. */
export async function changePolicy(id: string, requireSecondFactor: boolean, version: string | null) {
  try {
    await answer(
      api.PATCH('/v1/organizations/{id}/policy', {
        params: { path: { id }, header: version === null ? {} : { 'If-Match': version } },
        body: { requireSecondFactor },
      }),
    );
  } finally {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['policy', id] }),
      refresh(),
      refreshPeople(),
    ]);
  }
}

/** What erasing an organization would remove, and what stands in its way. */
export function erasureQuery(id: string) {
  return queryOptions({
    queryKey: ['erasure', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/organizations/{id}/erasure', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

/** Mails the code that confirms an erasure. */
export async function askErasure(id: string): Promise<void> {
  await answer(api.POST('/v1/organizations/{id}/erasure', { params: { path: { id } } }));
}

/** From here on nobody reaches the organization any more. */
export async function confirmErasure(id: string, name: string, code: string): Promise<void> {
  await answer(
    api.POST('/v1/organizations/{id}/erasure/confirm', { params: { path: { id } }, body: { name, code } }),
  );
}
