import { useNavigate, useRouterState } from '@tanstack/react-router';
import { compact, defaultPageSize, type ListSearch } from '~/lib/listSearch';

/**
 * Moves through the pages of a list by cursor. The page is in the URL; the way back to the pages before it is
 * in the history entry, which survives a reload. A shared link to a later page leads to the first one instead.
 */
export function usePaging(search: ListSearch, nextCursor: string | undefined) {
  const navigate = useNavigate();
  const before = useRouterState({ select: (state) => state.location.state.before }) ?? [];
  const limit = search.limit ?? defaultPageSize;
  const from = search.from ?? 1;

  function go(cursor: string | undefined, start: number, trail: string[]) {
    void navigate({
      to: '.',
      search: (current) =>
        compact({
          ...(current as ListSearch),
          cursor: cursor || undefined,
          from: cursor ? start : undefined,
        }),
      state: (state) => ({ ...state, before: trail }),
    });
  }

  return {
    from,
    first: search.cursor === undefined ? undefined : () => go(undefined, 1, []),
    previous:
      before.length === 0
        ? undefined
        : () => go(before.at(-1), Math.max(1, from - limit), before.slice(0, -1)),
    next:
      nextCursor === undefined
        ? undefined
        : () => go(nextCursor, from + limit, [...before, search.cursor ?? '']),
  };
}
