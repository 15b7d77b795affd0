import { useState } from 'react';
import { Problem } from '~/api/problem';
import type { NumberChoice } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { useConfirmed } from '~/lib/useConfirmed';
import { refreshNumbers } from './api';
import { type Refusal, refusalOf } from './obstacles';
import { type Selected, useChosenCount } from './useChosenCount';

/**
 * A change of many numbers that a dialog asks about: how many they are, and what stood in the way. `onRefused` is
 * asked, as in useConfirmed, about what is no refusal in numbers.
 */
export function useChangeMany(
  selected: Selected,
  change: (chosen: NumberChoice) => Promise<void>,
  onRefused: (problem: unknown) => boolean = () => false,
) {
  const text = useProblemText();
  const { count, chosen, error: uncounted, recount } = useChosenCount(selected);
  const [refusal, setRefusal] = useState<Refusal>();

  // Asked only once they are counted: the dialog is busy until then.
  async function run() {
    setRefusal(undefined);
    if (chosen) await change(chosen);
  }

  function refuse(problem: unknown): boolean {
    const refused = problem instanceof Problem ? refusalOf(problem) : undefined;
    setRefusal(refused);
    if (!refused) return onRefused(problem);
    // What is shown behind the dialog is from before.
    void refreshNumbers();
    if (refused.kind === 'count_changed') recount(refused.count);
    return true;
  }

  const { busy, error, onConfirm } = useConfirmed(run, refuse);
  const recounted = refusal?.kind === 'count_changed';
  return {
    count,
    /** Since it was asked there have come to be more of them, or fewer: it is asked again. */
    recounted: recounted ? refusal.count : undefined,
    /** It is not possible for these. */
    refusal: recounted ? undefined : refusal,
    askAgain: () => setRefusal(undefined),
    busy: busy || count === undefined,
    error: error ?? (uncounted ? text.problem(uncounted) : undefined),
    onConfirm,
  };
}
