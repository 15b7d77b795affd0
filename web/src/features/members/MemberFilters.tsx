import { useQuery } from '@tanstack/react-query';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { rolesQuery } from '~/features/roles/api';
import { useAllowedSoon } from '~/features/session/allowed';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import { useMemberLabels } from './labels';
import {
  type MemberFilters as Filters,
  type MemberSearch,
  memberFilters,
  memberStatuses,
  parseMemberFilters,
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
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: memberFilters,
    parse: parseMemberFilters,
    onChange,
    onClose,
  });
  const chosen = organizationId ?? draft.organizationId;

  return (
    <DetailedSearchPanel {...panel}>
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
        onChange={(roleId) => set({ roleId: roleId })}
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
