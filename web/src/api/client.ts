import createClient from 'openapi-fetch';
import { Problem } from './problem';
import { askForProof, canProve } from './proof';
import { tellRefused } from './refused';
import type { paths } from './schema';
import { askToSignInAgain, canSignInAgain } from './signInAgain';

export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => send(request),
});

// Every PATCH of the API is a merge patch.
api.use({
  onRequest({ request }) {
    if (request.method === 'PATCH') request.headers.set('Content-Type', 'application/merge-patch+json');
    return request;
  },
});

/** Sends a request, and once more after signing in again or proving who one is, where the server asks for that. */
export async function send(request: Request): Promise<Response> {
  const repeat = request.clone();
  const response = await fetch(request);
  if (response.status === 403 && canProve() && (await needsProof(response))) {
    return (await askForProof()) ? send(repeat) : response;
  }
  tellRefused(request.method, response.status);
  if (response.status !== 401 || isSigningIn(request) || !canSignInAgain()) return response;
  return (await askToSignInAgain()) ? send(repeat) : response;
}

/** A sign-in that is refused is no session that has ended. */
function isSigningIn({ url, method }: Request): boolean {
  const { pathname } = new URL(url);
  return pathname === '/v1/session' || (method === 'POST' && pathname.startsWith('/v1/session/'));
}

async function needsProof(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return new Problem(response.status, body).code === 'reauthentication_required';
}

type Outcome<T> = { data?: T; error?: unknown; response: Response };

/** The answer's body; a refusal or a failure of the network throws a Problem. */
export async function answer<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  return (await answerWithResponse(outcome)).data;
}

export async function answerWithResponse<T>(
  outcome: Promise<Outcome<T>>,
): Promise<{ data: T; response: Response }> {
  let result: Outcome<T>;
  try {
    result = await outcome;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, undefined);
  }
  if (!result.response.ok)
    throw new Problem(result.response.status, result.error, retryAfter(result.response));
  return { data: result.data as T, response: result.response };
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
