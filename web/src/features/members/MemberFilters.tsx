import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { rolesQuery } from '~/features/roles/api';
import { useAllowedSoon } from '~/features/session/allowed';
import { compact, fromTheStart } from '~/lib/listSearch';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useMemberLabels } from './labels';
import {
  type MemberFilters as Filters,
  type MemberSearch,
  memberStatuses,
  parseMemberFilters,
  withoutMemberFilters,
} from './search';

/** A filter for what the list of members can be narrowed by. Nothing is searched before Search is pressed. */
export function MemberFilters({
  organizationId,
  search,
  onChange,
  onClose,
}: {
  /** The organization whose list it is; undefined on the list of all members. */
  organizationId: string | undefined;
  search: MemberSearch;
  onChange: (next: MemberSearch) => void;
  onClose: () => void;
}) {
  const labels = useMemberLabels();
  const [draft, setDraft] = useState<Filters>(() => parseMemberFilters(search));
  const set = (change: Filters) => setDraft((before) => compact({ ...before, ...change }));
  const chosen = organizationId ?? draft.organizationId;

  return (
    <DetailedSearchPanel
      onSearch={() =>
        onChange(fromTheStart({ ...withoutMemberFilters(search), q: search.q }, parseMemberFilters(draft)))
      }
      onClear={() => setDraft({})}
      onClose={onClose}
    >
      <Choices
        label={labels.field('status')}
        choices={memberStatuses.map((value) => ({ value, label: labels.status(value) }))}
        value={draft.status}
        onChange={(status) => set({ status: status as Filters['status'] })}
      />
      <OrganizationFilter
        fixed={organizationId}
        value={draft}
        onChange={({ organizationId: of, reach }) =>
          // Roles belong to one organization.
          set({ organizationId: of, reach, ...(of === draft.organizationId ? {} : { roleId: undefined }) })
        }
      />
      <RoleFilter
        organizationId={chosen}
        value={draft.roleId}
        onChange={(roleId) => set({ roleId: roleId.length > 0 ? roleId : undefined })}
      />
    </DetailedSearchPanel>
  );
}

function RoleFilter({
  organizationId,
  value,
  onChange,
}: {
  organizationId: string | undefined;
  value: string[] | undefined;
  onChange: (value: string[]) => void;
}) {
  const labels = useMemberLabels();
  const allowed = useAllowedSoon(organizationId);
  const roles = useQuery({
    ...rolesQuery(organizationId ?? ''),
    enabled: organizationId !== undefined && allowed('console.roles.read'),
  });
  if (!roles.data || roles.data.length === 0) return null;
  return (
    <Choices
      label={labels.field('roles')}
      choices={roles.data.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
