import type { Import } from '~/api/types';
import { isRunning } from './progress';

// The imports that this browser knows to be at work, so that whoever started one hears of its end wherever they are.
const storageKey = 'tenantry.imports';

let ids: readonly string[] = read();
const listeners = new Set<() => void>();
const since = new Map<string, number>();

export const watched = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  read: (): readonly string[] => ids,
};

/** From here on its end is told; one that is over already is nothing to wait for. */
export function watch(item: Pick<Import, 'id' | 'status'>): void {
  if (!isRunning(item) || ids.includes(item.id)) return;
  since.set(item.id, Date.now());
  change([...ids, item.id]);
}

/** Its end has been told, or is not ours to know. */
export function unwatch(id: string): void {
  since.delete(id);
  change(ids.filter((other) => other !== id));
}

/** Milliseconds that one has been waiting for it. */
export function waitedFor(id: string): number {
  const start = since.get(id);
  if (start !== undefined) return Date.now() - start;
  since.set(id, Date.now());
  return 0;
}

function change(next: readonly string[]): void {
  ids = next;
  try {
    if (ids.length === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(ids));
  } catch {
    // Storage can be blocked: then a reload elsewhere than on the import's page forgets it.
  }
  for (const listener of listeners) listener();
}

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string').slice(-20) : [];
  } catch {
    return [];
  }
}
