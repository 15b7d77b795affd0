import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { compact, fromTheStart, withoutFilters } from '~/lib/listSearch';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
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
  const [draft, setDraft] = useState<Filters>(() => parseMailFilters(search));
  const set = (change: Filters) => setDraft((before) => compact({ ...before, ...change }));

  return (
    <DetailedSearchPanel
      onSearch={() =>
        onChange(fromTheStart<MailSearch>({ ...withoutFilters(search, mailFilters), q: search.q }, draft))
      }
      onClear={() => setDraft({})}
      onClose={onClose}
    >
      <Choices
        label={t`State`}
        choices={mailStates.map((value) => ({ value, label: labels.state(value) }))}
        value={draft.state}
        onChange={(state) => set({ state: state.length > 0 ? (state as Filters['state']) : undefined })}
      />
      <Choices
        label={t`Kind`}
        choices={mailKinds.map((value) => ({ value, label: labels.kind(value) }))}
        value={draft.kind}
        onChange={(kind) => set({ kind: kind.length > 0 ? (kind as Filters['kind']) : undefined })}
      />
    </DetailedSearchPanel>
  );
}
