import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { useProblemText } from './problemText';

/**
 * What a dialog of confirmation does and says. `action` does it and takes the dialog away, which is busy until then;
 * what it throws is put into words, unless `onRefused` has another way to show it and answers true. Whoever chose not
 * to prove who they are (see api/proof.ts) is told nothing.
 */
export function useConfirmed(
  action: () => Promise<unknown>,
  onRefused: (problem: unknown) => boolean = () => false,
) {
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await action();
    } catch (problem) {
      setBusy(false);
      if (isProblem(problem, 'reauthentication_required') || onRefused(problem)) return;
      setError(text.problem(problem));
    }
  }

  return { busy, error, onConfirm: () => void confirm() };
}
