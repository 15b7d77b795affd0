import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { cancelImport, checkAgain } from './api';
import { importsLink } from './place';
import type { ImportSpec } from './spec';

type What = 'apply' | 'cancel' | 'mode';

export type ImportWork = ReturnType<typeof useImportWork>;

/** One thing at a time with one import, and why it could not be done. */
export function useImportWork(id: string, { place }: Pick<ImportSpec, 'place'>) {
  const text = useProblemText();
  const router = useRouter();
  const [busy, setBusy] = useState<What>();
  const [error, setError] = useState<string>();

  async function run(what: What, work: () => Promise<void>) {
    setBusy(what);
    setError(undefined);
    try {
      await work();
    } catch (problem) {
      setError(text.problem(problem));
      // What was checked is no longer so: the page shows what the server has found since.
      if (isProblem(problem) && problem.status === 409) await checkAgain();
    } finally {
      setBusy(undefined);
    }
  }

  const cancel = () =>
    void run('cancel', async () => {
      await cancelImport(id);
      await router.navigate(importsLink(place));
    });

  return { busy, error, run, cancel };
}
