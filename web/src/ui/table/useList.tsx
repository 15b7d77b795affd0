import { keepPreviousData, type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useState } from 'react';
import type { Total } from '~/api/types';
import { hasFilters, type ListSearch, withoutFilters } from '~/lib/listSearch';
import { DetailedSearchButton } from './DetailedSearchButton';
import { NoMatch, useListFailure } from './ListStates';
import { useSearchChange } from './useSearchChange';

export type Page<Row> = { items: Row[] | null; total: Total; nextCursor?: string };

/** What the chips of a list's filters and the panel that sets them are given. */
export type FilterProps<Search> = { search: Search; onChange: (next: Search) => void };

type Options<Data, Row, Search extends ListSearch, Key extends QueryKey> = {
  /** With a `select` where the server gives all at once and the page is chosen here. */
  query: UseQueryOptions<Data, Error, Page<Row>, Key>;
  search: Search;
  /** Who can give whoever may not see the list the permission. */
  who: 'staff' | 'admin';
  /** Shown where there is nothing yet. */
  empty: ReactNode;
  /** Says that nothing matches what is searched; without it `empty` stands for that too. */
  noMatch?: string;
  /** The keys of the search that narrow the list, beside what is typed in the search box. */
  filters?: readonly (keyof Search)[];
  chips?: (props: FilterProps<Search> & { withQuery: boolean }) => ReactNode;
  /** Comes when it is opened. */
  panel?: (props: FilterProps<Search> & { onClose: () => void }) => ReactNode;
};

/**
 * A list of the server as its URL asks for it: `table` is what DataTable shows of it, with its filters and with what
 * stands there where no row does; `panel` is the detailed search, where it is open.
 */
export function useList<Data, Row extends object, Search extends ListSearch, Key extends QueryKey>({
  query,
  search,
  who,
  empty,
  noMatch,
  filters = [],
  chips,
  panel,
}: Options<Data, Row, Search, Key>) {
  const onSearch = useSearchChange<Search>();
  const [open, setOpen] = useState(false);
  const whole = query.select !== undefined;
  // While the next page loads the old one stays; of what comes all at once there is no next one to wait for.
  const list = useQuery({ ...query, placeholderData: whole ? undefined : keepPreviousData });
  const narrowed = hasFilters(search, filters);
  const clear = () => onSearch(withoutFilters(search, filters));
  const instead = useListFailure(list, { who, onClear: narrowed && !whole ? clear : undefined });
  const props = { search, onChange: (next: Search) => onSearch(next) };
  const rows = list.data ? (list.data.items ?? []) : undefined;

  return {
    onSearch,
    table: {
      rows,
      fetching: list.isFetching,
      total: list.data?.total,
      nextCursor: list.isPlaceholderData ? undefined : list.data?.nextCursor,
      search,
      // The table changes what every list has, and keeps the rest.
      onSearch: onSearch as (next: ListSearch, options?: { replace?: boolean }) => void,
      filters: panel && (
        <DetailedSearchButton
          count={filters.filter((key) => search[key] !== undefined).length}
          onClick={() => setOpen(true)}
        />
      ),
      chips: chips?.({ ...props, withQuery: false }),
      empty:
        narrowed && noMatch !== undefined ? (
          <NoMatch title={noMatch} chips={chips?.({ ...props, withQuery: true }) ?? null} onClear={clear} />
        ) : (
          empty
        ),
      instead,
    },
    panel: <Suspense>{open && panel?.({ ...props, onClose: () => setOpen(false) })}</Suspense>,
  };
}
