import { useState } from 'react';
import { compact, fromTheStart } from '~/lib/listSearch';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useInvitationLabels } from './labels';
import { type InvitationSearch, invitationStatuses, withoutInvitationFilters } from './search';

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
  const [status, setStatus] = useState(search.status);
  const chosen = status !== undefined && status.length > 0 ? status : undefined;
  return (
    <DetailedSearchPanel
      onSearch={() =>
        onChange(
          fromTheStart({ ...withoutInvitationFilters(search), q: search.q }, compact({ status: chosen })),
        )
      }
      onClear={() => setStatus(undefined)}
      onClose={onClose}
    >
      <Choices
        label={labels.field('status')}
        choices={invitationStatuses.map((value) => ({ value, label: labels.status(value) }))}
        value={status}
        onChange={(next) => setStatus(next as InvitationSearch['status'])}
      />
    </DetailedSearchPanel>
  );
}
