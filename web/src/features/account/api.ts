import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import type { Account, AccountPatch } from '~/api/types';
import { sessionQuery } from '~/features/session/session';

/** Everything that shows the account reads it from the session. */
export function keepAccount(account: Account): void {
  queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, account });
}

export async function changeAccount(body: AccountPatch): Promise<void> {
  keepAccount(await answer(api.PATCH('/v1/account', { body })));
}

/** Asks who one is anew, and waits for the answer: what has changed is shown when this is over. */
export async function lookAgain(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

export async function askForEmail(email: string): Promise<void> {
  await answer(api.POST('/v1/account/email', { body: { email } }));
  await lookAgain();
}

export async function confirmEmail(code: string) {
  return (await answer(api.POST('/v1/account/email/confirm', { body: { code } }))).step;
}

export async function giveUpEmail(): Promise<void> {
  await answer(api.DELETE('/v1/account/email'));
  await lookAgain();
}

/** What deleting the account would remove, read anew each time it is asked for. */
export const deletionQuery = queryOptions({
  queryKey: ['account', 'deletion'],
  queryFn: ({ signal }) => answer(api.GET('/v1/account/deletion', { signal })),
  staleTime: 0,
  gcTime: 0,
});

export async function askForDeletion(): Promise<void> {
  await answer(api.POST('/v1/account/deletion'));
}

export async function deleteAccount(code: string): Promise<void> {
  await answer(api.POST('/v1/account/deletion/confirm', { body: { code } }));
}

export async function leaveOrganization(memberId: string): Promise<void> {
  await answer(api.POST('/v1/members/{id}/leave', { params: { path: { id: memberId } } }));
  await lookAgain();
}
