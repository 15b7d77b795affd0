import { useEffect, useId, useSyncExternalStore } from 'react';

// Every dialog listens for Escape on the window; without an order, one key press would close them all.
let open: readonly string[] = [];
const listeners = new Set<() => void>();

function change(next: readonly string[]): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether this dialog lies above all others; only that one may close on Escape. */
export function useTopmost(opened: boolean): boolean {
  const id = useId();
  useEffect(() => {
    if (!opened) return;
    change([...open, id]);
    return () => change(open.filter((other) => other !== id));
  }, [opened, id]);
  const top = useSyncExternalStore(subscribe, () => open.at(-1));
  return top === id;
}

/** Whether any dialog is open; page-wide keys are then not ours to take. */
export function isAnyDialogOpen(): boolean {
  return open.length > 0;
}
