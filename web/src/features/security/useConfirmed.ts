import { useState } from 'react';
import { useProved } from '~/features/session/useProved';
import { useProblemText } from '~/lib/problemText';

/** What a dialog of confirmation does and says, where the action asks for a proof as well. */
export function useConfirmed(action: () => Promise<unknown>, onDone: () => void) {
  const text = useProblemText();
  const proved = useProved();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  async function onConfirm() {
    setBusy(true);
    setError(undefined);
    try {
      if (await proved(action)) return onDone();
    } catch (problem) {
      setError(text.problem(problem));
    }
    setBusy(false);
  }
  return { busy, error, onConfirm: () => void onConfirm() };
}
