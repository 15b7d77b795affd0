import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { MailItem } from '~/api/types';
import { type MailSearch, mailListQuery } from './search';

const all = ['mail'] as const;

/** How often the list looks for what was delivered meanwhile, in milliseconds. */
const lookAgain = 15_000;

export function mailQuery(search: MailSearch) {
  const query = mailListQuery(search);
  return queryOptions({
    queryKey: [...all, query],
    queryFn: ({ signal }) => answer(api.GET('/v1/mail', { params: { query }, signal })),
    refetchInterval: lookAgain,
  });
}

export async function retryMail(id: string): Promise<MailItem> {
  try {
    return await answer(api.POST('/v1/mail/{id}/retry', { params: { path: { id } } }));
  } finally {
    // Also where it was refused: it may have been delivered, or have expired.
    await queryClient.invalidateQueries({ queryKey: all });
  }
}
