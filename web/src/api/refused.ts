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

export function tellRefused(status: number): void {
  if (status !== 403 && status !== 404) return;
  for (const listener of listeners) listener();
}
