import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { fromTheStart, type ListSearch, withoutFilters } from '~/lib/listSearch';
import { FilterChips } from './FilterChips';

/** What the filters in a list's URL narrow it to, each to be taken away. */
export function SearchChips<Search extends ListSearch, Key extends keyof Search & string>({
  search,
  filters,
  label,
  value,
  dropped,
  onChange,
  withQuery = false,
}: {
  search: Search;
  filters: readonly Key[];
  label: (key: Key) => string;
  value: (key: Key) => ReactNode;
  /** What goes with a filter that means something only beside it. */
  dropped?: (key: Key) => Partial<Search>;
  onChange: (next: Search) => void;
  /** Also what is typed in the search box, in the middle: for where that is not in sight. */
  withQuery?: boolean;
}) {
  const { t } = useLingui();
  const drop = (change: object) => () => onChange(fromTheStart<Search>(search, change as Partial<Search>));
  const query =
    withQuery && search.q !== undefined
      ? [{ key: 'q', label: t`Search`, value: search.q, onRemove: drop({ q: undefined }) }]
      : [];
  return (
    <FilterChips
      centered={withQuery}
      chips={[
        ...query,
        ...filters
          .filter((key) => search[key] !== undefined)
          .map((key) => ({
            key,
            label: label(key),
            value: value(key),
            onRemove: drop({ [key]: undefined, ...dropped?.(key) }),
          })),
      ]}
      onClear={
        withQuery
          ? undefined
          : () => onChange(fromTheStart<Search>({ ...withoutFilters(search, filters), q: search.q }, {}))
      }
    />
  );
}
