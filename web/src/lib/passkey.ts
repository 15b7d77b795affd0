import { Problem } from '~/api/problem';

/** A challenge to a passkey, as the API sends it. */
export type Ceremony = { ceremonyId: string; options: Record<string, unknown> };

/** What a passkey answered to it. */
export type PasskeyAnswer = { ceremonyId: string; credential: Record<string, unknown> };

/** Whether this browser speaks of passkeys as the API does. Where the address is not safe, none does. */
export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Has a passkey answer; undefined where its owner chose not to, or let it wait for too long. */
export function answerByPasskey({ ceremonyId, options }: Ceremony): Promise<PasskeyAnswer | undefined> {
  return ask(ceremonyId, () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      options as unknown as PublicKeyCredentialRequestOptionsJSON,
    );
    return navigator.credentials.get({ publicKey });
  });
}

/** Has a passkey made; undefined where whoever was asked chose not to. */
export function makePasskey({ ceremonyId, options }: Ceremony): Promise<PasskeyAnswer | undefined> {
  return ask(ceremonyId, () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as unknown as PublicKeyCredentialCreationOptionsJSON,
    );
    return navigator.credentials.create({ publicKey });
  });
}

async function ask(
  ceremonyId: string,
  browser: () => Promise<Credential | null>,
): Promise<PasskeyAnswer | undefined> {
  try {
    const credential = await browser();
    if (!credential) return undefined;
    return { ceremonyId, credential: (credential as PublicKeyCredential).toJSON() };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return undefined;
    throw new Problem(400, { code: name === 'InvalidStateError' ? 'passkey_taken' : 'passkey_failed' });
  }
}
