import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NumberChoice } from '~/api/types';
import { numberCountQuery } from './api';
import type { NumberQuery } from './search';

/** Numbers that are selected one by one, or everything that a filter matches. */
export type Selected = { ids: string[] } | { filter: NumberQuery };

/**
 * How many numbers are selected, exactly, and what to send so that exactly as many are changed. `recount` takes the
 * server's word for how many there are now.
 */
export function useChosenCount(selected: Selected): {
  count: number | undefined;
  chosen: NumberChoice | undefined;
  error: Error | null;
  recount: (count: number) => void;
} {
  const filter = 'filter' in selected ? selected.filter : undefined;
  // What was counted before somebody decides is not counted anew behind the dialog.
  const counted = useQuery({
    ...numberCountQuery(filter ?? {}),
    enabled: filter !== undefined,
    refetchOnWindowFocus: false,
  });
  const [told, setTold] = useState<{ filter: NumberQuery; count: number }>();
  if (filter === undefined) {
    const { ids } = selected as { ids: string[] };
    return { count: ids.length, chosen: { ids }, error: null, recount: () => {} };
  }
  const shown = told && JSON.stringify(told.filter) === JSON.stringify(filter) ? told.count : undefined;
  const count = shown ?? (counted.isFetching ? undefined : counted.data);
  return {
    count,
    chosen: count === undefined ? undefined : { filter, expectedCount: count },
    error: counted.error,
    recount: (now) => setTold({ filter, count: now }),
  };
}
