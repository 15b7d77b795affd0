// A session can end while somebody is in the middle of something. The request that finds out waits here; the
// console asks for the password over whatever is open, and the request is sent again. Nothing typed is lost.

type Listener = (asked: boolean) => void;

let waiting: { promise: Promise<boolean>; settle: (again: boolean) => void } | undefined;
const listeners = new Set<Listener>();

/** Resolves to true once somebody signed in again, to false where they chose to leave. */
export function askToSignInAgain(): Promise<boolean> {
  if (!waiting) {
    let settle: (again: boolean) => void = () => {};
    const promise = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    waiting = { promise, settle };
    for (const listener of listeners) listener(true);
  }
  return waiting.promise;
}

export function answerSignInAgain(again: boolean): void {
  waiting?.settle(again);
  waiting = undefined;
  for (const listener of listeners) listener(false);
}

/** Nobody can ask before the console is open: the first request of a visit goes to the sign-in page instead. */
export function canSignInAgain(): boolean {
  return listeners.size > 0;
}

export function onSignInAgain(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
