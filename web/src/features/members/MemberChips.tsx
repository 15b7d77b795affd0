import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { OrganizationName } from '~/features/organizations/FilterChips';
import { rolesQuery } from '~/features/roles/api';
import { useAllowedSoon } from '~/features/session/allowed';
import { formatEither } from '~/lib/format';
import { SearchChips } from '~/ui/table/SearchChips';
import { useMemberLabels } from './labels';
import { type MemberFilter, type MemberSearch, memberFilters } from './search';

/** What a list of members is narrowed to. `withQuery`: also what is typed in the search box, in the middle. */
export function MemberChips({
  organizationId,
  search,
  onChange,
  withQuery = false,
}: {
  organizationId: string | undefined;
  search: MemberSearch;
  onChange: (next: MemberSearch) => void;
  withQuery?: boolean;
}) {
  const { t, i18n } = useLingui();
  const labels = useMemberLabels();
  const of = organizationId ?? search.organizationId;
  const roleName = useRoleNames(search.roleId === undefined ? undefined : of);
  const either = (names: string[]) => formatEither(names, i18n.locale);

  function value(key: MemberFilter) {
    if (key === 'status') return either((search.status ?? []).map((status) => labels.status(status)));
    if (key === 'roleId') return either((search.roleId ?? []).map(roleName));
    if (key === 'reach') return t`And everything below it`;
    return <OrganizationName id={search.organizationId ?? ''} />;
  }

  const names: Record<MemberFilter, string> = {
    status: labels.field('status'),
    roleId: labels.field('roles'),
    organizationId: labels.field('organization'),
    reach: labels.field('reach'),
  };
  return (
    <SearchChips
      search={search}
      filters={memberFilters}
      label={(key) => names[key]}
      value={value}
      // Reach and roles mean nothing without the organization that they were chosen in.
      dropped={(key) => (key === 'organizationId' ? { roleId: undefined, reach: undefined } : {})}
      onChange={onChange}
      withQuery={withQuery}
    />
  );
}

function useRoleNames(organizationId: string | undefined) {
  const allowed = useAllowedSoon(organizationId);
  const roles = useQuery({
    ...rolesQuery(organizationId ?? ''),
    enabled: organizationId !== undefined && allowed('console.roles.read'),
  });
  return (id: string) => roles.data?.find((role) => role.id === id)?.name ?? id;
}
