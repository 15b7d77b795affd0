import { TextInput } from '@mantine/core';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { DayRange } from '~/ui/table/DayRange';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import { useAuditLabels } from './labels';
import {
  type AuditSearch,
  allGroups,
  auditFilters,
  type AuditFilters as Filters,
  organizationGroups,
  parseAuditFilters,
} from './search';

/** A filter for what an audit trail can be narrowed by. Nothing is searched before Search is pressed. */
export function AuditFilters({
  organizationId,
  timeZone,
  search,
  onChange,
  onClose,
}: {
  /** The organization whose trail it is; undefined on the list of all. */
  organizationId: string | undefined;
  timeZone: string;
  search: AuditSearch;
  onChange: (next: AuditSearch) => void;
  onClose: () => void;
}) {
  const labels = useAuditLabels();
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: auditFilters,
    parse: parseAuditFilters,
    onChange,
    onClose,
  });
  const groups = organizationId === undefined ? allGroups : organizationGroups;
  const text = (key: 'actorId' | 'targetId') => (
    <TextInput
      label={labels.filter(key)}
      placeholder={key === 'actorId' ? 'acc_…' : undefined}
      classNames={{ input: 'mono' }}
      autoComplete="off"
      spellCheck={false}
      value={draft[key] ?? ''}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );

  return (
    <DetailedSearchPanel {...panel}>
      <Choices
        label={labels.filter('action')}
        choices={groups.map((value) => ({ value, label: labels.group(value) }))}
        value={draft.action}
        onChange={(action) => set({ action: action as Filters['action'] })}
      />
      <OrganizationFilter
        fixed={organizationId}
        value={draft}
        onChange={({ organizationId: of, reach }) => set({ organizationId: of, reach })}
      />
      {text('actorId')}
      {text('targetId')}
      <DayRange
        from={draft.since}
        to={draft.until}
        labels={{ from: labels.filter('since'), to: labels.filter('until') }}
        timeZone={timeZone}
        onChange={({ from, to }) => set({ since: from, until: to })}
      />
    </DetailedSearchPanel>
  );
}
