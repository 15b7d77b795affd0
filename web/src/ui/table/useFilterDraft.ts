import { useState } from 'react';
import { compact, fromTheStart, type ListSearch, trimmed, withoutFilters } from '~/lib/listSearch';

/**
 * The filters of a list while somebody sets them: nothing is searched before Search is pressed. `parse` drops what is
 * empty or wrong, as it does for what comes from the URL.
 */
export function useFilterDraft<Search extends ListSearch, Filters extends Partial<Search>>({
  search,
  filters,
  parse,
  onChange,
  onClose,
}: {
  search: Search;
  filters: readonly (keyof Search)[];
  parse: (raw: Record<string, unknown>) => Filters;
  onChange: (next: Search) => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState(() => parse(search));
  return {
    draft,
    set: (change: Partial<Filters>) => setDraft((before) => compact({ ...before, ...change })),
    panel: {
      onSearch: () =>
        onChange(
          fromTheStart<Search>({ ...withoutFilters(search, filters), q: search.q }, parse(trimmed(draft))),
        ),
      onClear: () => setDraft(parse({})),
      onClose,
    },
  };
}
