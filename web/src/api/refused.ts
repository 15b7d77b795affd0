// What somebody may see and do can change while they look at it: the console asks anew after the first refusal.

type Listener = () => void;

const listeners = new Set<Listener>();

/** Calls the listener after a request that was refused because one may not, or does not see what it is about. */
export function onRefused(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** A list of something that one does not see is refused as a wrong filter. */
export function tellRefused(method: string, status: number): void {
  if (status !== 403 && status !== 404 && !(status === 422 && method === 'GET')) return;
  for (const listener of listeners) listener();
}
