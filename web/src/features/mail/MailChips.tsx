import { useLingui } from '@lingui/react/macro';
import { formatEither } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { type MailFilter, type MailSearch, mailFilters } from './search';
import { useMailLabels } from './useMailLabels';

/** What the list of mail is narrowed to. */
export function MailChips({
  search,
  onChange,
  withQuery = false,
}: {
  search: MailSearch;
  onChange: (next: MailSearch) => void;
  withQuery?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useMailLabels();
  const names: Record<MailFilter, string> = { state: t`State`, kind: t`Kind` };
  const either = (names: string[]) => formatEither(names, i18n.locale);

  return (
    <SearchChips
      search={search}
      filters={mailFilters}
      label={(key) => names[key]}
      value={(key) =>
        either(
          key === 'state' ? (search.state ?? []).map(labels.state) : (search.kind ?? []).map(labels.kind),
        )
      }
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}
