export type Toast = {
  id: number;
  tone: 'done' | 'warning' | 'error' | 'busy';
  text: string;
  action?: { label: string; run: () => void };
};

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export const toastStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): readonly Toast[] => toasts,
};

/** Shows a message that does not block; returns what takes it away again. */
export function toast(message: Omit<Toast, 'id'>): () => void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { ...message, id }].slice(-4));
  return () => dismissToast(id);
}

export function dismissToast(id: number): void {
  change(toasts.filter((other) => other.id !== id));
}
