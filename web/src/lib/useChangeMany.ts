import { useState } from 'react';
import { Problem } from '~/api/problem';
import { type Refusal, refusalOf } from './changeMany';
import { useProblemText } from './problemText';
import { useConfirmed } from './useConfirmed';

/** How many are selected, and what to send so that exactly these are changed; neither is known while they are counted. */
export type Counted<Choice> = {
  count: number | undefined;
  choice: Choice | undefined;
  error: Error | null;
  /** Counts again, after an error. */
  retry: () => void;
  /** Takes the server's word for how many a filter matches now. */
  recount?: (count: number) => void;
};

/**
 * A change of many that a dialog asks about: how many they are, and what stood in the way. `refresh` reads anew what is
 * shown behind a dialog that was refused. `onRefused` is asked, as in useConfirmed, about what is no refusal in numbers.
 */
export function useChangeMany<Choice, Obstacle extends { id: string }>({
  counted: { count, choice, error: uncounted, retry, recount },
  change,
  refresh,
  onRefused = () => false,
}: {
  counted: Counted<Choice>;
  change: (choice: Choice) => Promise<void>;
  refresh: () => Promise<void>;
  onRefused?: (problem: unknown) => boolean;
}) {
  const text = useProblemText();
  const [refusal, setRefusal] = useState<Refusal<Obstacle>>();

  async function run() {
    setRefusal(undefined);
    if (choice !== undefined) await change(choice);
  }

  function refuse(problem: unknown): boolean {
    const refused = problem instanceof Problem ? refusalOf<Obstacle>(problem) : undefined;
    setRefusal(refused);
    if (!refused) return onRefused(problem);
    void refresh();
    if (refused.kind === 'count_changed') recount?.(refused.count);
    return true;
  }

  const { busy, error, onConfirm } = useConfirmed(run, refuse);
  return {
    count,
    /** Since it was asked there have come to be more of them, or fewer: it is asked again. */
    recounted: refusal?.kind === 'count_changed' ? refusal.count : undefined,
    /** It is not possible for these. */
    refusal: refusal?.kind === 'count_changed' ? undefined : refusal,
    askAgain: () => setRefusal(undefined),
    busy: busy || (count === undefined && !uncounted),
    error: error ?? (uncounted ? text.problem(uncounted) : undefined),
    onConfirm: choice === undefined ? retry : onConfirm,
  };
}
