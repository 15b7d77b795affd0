import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onRefused } from '~/api/refused';
import { sessionQuery } from '~/features/session/session';

/** Milliseconds in which one look is enough: looking again may be refused as well. */
const pause = 3_000;

/** After a refusal: who one is, where, and what one may do there are asked for anew, and the pages follow. */
export function useLookAgain(): void {
  const client = useQueryClient();
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    return onRefused(() => {
      if (performance.now() - last < pause) return;
      last = performance.now();
      for (const queryKey of [sessionQuery.queryKey, ['organizations', 'one'], ['allowed']])
        void client.invalidateQueries({ queryKey });
    });
  }, [client]);
}
