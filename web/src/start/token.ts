let token: string | undefined;

/**
 * The secret of the link that led here. It travels in the fragment, which no server and no log ever sees, and leaves
 * the address bar at once: neither the history nor a screen that is shared keeps it.
 */
export function takeToken(): string {
  token ??= new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
  if (window.location.hash !== '') {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  return token;
}
