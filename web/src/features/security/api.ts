import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { queryClient } from '~/api/query';
import { securityQuery } from '~/features/session/security';
import { sessionQuery } from '~/features/session/session';
import { makePasskey } from '~/lib/passkey';

/** What one signs in by has changed, and with it what organizations ask for is met or not. */
async function lookAgain(): Promise<void> {
  await Promise.all(
    [securityQuery.queryKey, sessionQuery.queryKey, ['allowed']].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );
}

/** The password that is entered to be changed proves who it is as well: nobody is asked for it twice. */
export async function changePassword(current: string, next: string, prove: boolean): Promise<void> {
  if (prove) await answer(api.POST('/v1/account/reauthentication', { body: { password: current } }));
  await answer(api.POST('/v1/account/password', { body: { current, new: next } }));
  await lookAgain();
}

export async function startTotp() {
  return answer(api.POST('/v1/account/second-factor/totp'));
}

export async function confirmTotp(code: string): Promise<string[]> {
  const { recoveryCodes } = await answer(
    api.POST('/v1/account/second-factor/totp/confirm', { body: { code } }),
  );
  await lookAgain();
  return recoveryCodes;
}

export async function removeTotp(): Promise<void> {
  await answer(api.DELETE('/v1/account/second-factor/totp'));
  await lookAgain();
}

export async function makeRecoveryCodes(): Promise<string[]> {
  const { recoveryCodes } = await answer(api.POST('/v1/account/second-factor/recovery-codes'));
  await lookAgain();
  return recoveryCodes;
}

/** Resolves to false where whoever was asked by the browser chose not to. */
export async function addPasskey(name: string): Promise<boolean> {
  const made = await makePasskey(await answer(api.POST('/v1/account/passkeys/options')));
  if (!made) return false;
  await answer(api.POST('/v1/account/passkeys', { body: { ...made, name } }));
  await lookAgain();
  return true;
}

export async function renamePasskey(id: string, name: string): Promise<void> {
  await answer(api.PATCH('/v1/account/passkeys/{id}', { params: { path: { id } }, body: { name } }));
  await lookAgain();
}

export async function removePasskey(id: string): Promise<void> {
  await answer(api.DELETE('/v1/account/passkeys/{id}', { params: { path: { id } } }));
  await lookAgain();
}

/** Where the account is signed in. It asks for a proof: read only while there is one, and not behind one's back. */
export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => (await answer(api.GET('/v1/account/sessions', { signal }))).items,
  staleTime: 0,
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

async function lookAtSessions(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
}

export async function endSession(id: string): Promise<void> {
  await answer(api.DELETE('/v1/account/sessions/{id}', { params: { path: { id } } }));
  await lookAtSessions();
}

export async function endOtherSessions(): Promise<void> {
  await answer(api.DELETE('/v1/account/sessions'));
  await lookAtSessions();
}
