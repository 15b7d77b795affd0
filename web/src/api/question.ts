type Listener = (asked: boolean) => void;

/**
 * A question to the person at the console that requests wait for. The first request that needs it asks; those that
 * need it meanwhile wait for the same answer.
 */
export function question() {
  let waiting: { promise: Promise<boolean>; settle: (yes: boolean) => void } | undefined;
  const listeners = new Set<Listener>();
  return {
    ask(): Promise<boolean> {
      if (!waiting) {
        let settle: (yes: boolean) => void = () => {};
        const promise = new Promise<boolean>((resolve) => {
          settle = resolve;
        });
        waiting = { promise, settle };
        for (const listener of listeners) listener(true);
      }
      return waiting.promise;
    },
    answer(yes: boolean): void {
      waiting?.settle(yes);
      waiting = undefined;
      for (const listener of listeners) listener(false);
    },
    /** Nobody can be asked before the console is open. */
    canAsk: () => listeners.size > 0,
    onAsked(listener: Listener): () => void {
      listeners.add(listener);
      if (waiting) listener(true);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
