import { useLingui } from '@lingui/react/macro';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import {
  type MailFilters as Filters,
  type MailSearch,
  mailFilters,
  mailKinds,
  mailStates,
  parseMailFilters,
} from './search';
import { useMailLabels } from './useMailLabels';

/** A filter for what the list of mail can be narrowed by. Nothing is searched before Search is pressed. */
export function MailFilters({
  search,
  onChange,
  onClose,
}: {
  search: MailSearch;
  onChange: (next: MailSearch) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const labels = useMailLabels();
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: mailFilters,
    parse: parseMailFilters,
    onChange,
    onClose,
  });

  return (
    <DetailedSearchPanel {...panel}>
      <Choices
        label={t`State`}
        choices={mailStates.map((value) => ({ value, label: labels.state(value) }))}
        value={draft.state}
        onChange={(state) => set({ state: state as Filters['state'] })}
      />
      <Choices
        label={t`Kind`}
        choices={mailKinds.map((value) => ({ value, label: labels.kind(value) }))}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind as Filters['kind'] })}
      />
    </DetailedSearchPanel>
  );
}
