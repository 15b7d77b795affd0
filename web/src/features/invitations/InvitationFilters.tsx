import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import { useInvitationLabels } from './labels';
import {
  type InvitationFilters as Filters,
  type InvitationSearch,
  invitationFilters,
  invitationStatuses,
  parseInvitationFilters,
} from './search';

/** What the list of invitations can be narrowed by. Nothing is searched before Search is pressed. */
export function InvitationFilters({
  search,
  onChange,
  onClose,
}: {
  search: InvitationSearch;
  onChange: (next: InvitationSearch) => void;
  onClose: () => void;
}) {
  const labels = useInvitationLabels();
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: invitationFilters,
    parse: parseInvitationFilters,
    onChange,
    onClose,
  });
  return (
    <DetailedSearchPanel {...panel}>
      <Choices
        label={labels.field('status')}
        choices={invitationStatuses.map((value) => ({ value, label: labels.status(value) }))}
        value={draft.status}
        onChange={(status) => set({ status: status as Filters['status'] })}
      />
    </DetailedSearchPanel>
  );
}
