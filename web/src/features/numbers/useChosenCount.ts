import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NumberChoice } from '~/api/types';
import type { Counted } from '~/lib/useChangeMany';
import { numberCountQuery } from './api';
import type { NumberQuery } from './search';

/** Numbers that are selected one by one, or everything that a filter matches. */
export type Selected = { ids: string[] } | { filter: NumberQuery };

/** How many numbers are selected, exactly, and what to send so that exactly as many are changed. */
export function useChosenCount(selected: Selected): Counted<NumberChoice> {
  const filter = 'filter' in selected ? selected.filter : undefined;
  // What was counted before somebody decides is not counted anew behind the dialog.
  const counted = useQuery({
    ...numberCountQuery(filter ?? {}),
    enabled: filter !== undefined,
    refetchOnWindowFocus: false,
  });
  const retry = () => void counted.refetch();
  const [told, setTold] = useState<{ filter: NumberQuery; count: number }>();
  if ('ids' in selected) {
    const { ids } = selected;
    return { count: ids.length, choice: { ids }, error: null, retry };
  }
  const shown = told && JSON.stringify(told.filter) === JSON.stringify(filter) ? told.count : undefined;
  const count = shown ?? (counted.isFetching ? undefined : counted.data);
  return {
    count,
    choice: count === undefined ? undefined : { filter: selected.filter, expectedCount: count },
    error: counted.isFetching ? null : counted.error,
    retry,
    recount: (now) => setTold({ filter: selected.filter, count: now }),
  };
}
