import { useLingui } from '@lingui/react/macro';
import { Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { rolesQuery } from '~/features/roles/api';
import { useAllowedSoon } from '~/features/session/allowed';
import { compact, fromTheStart } from '~/lib/listSearch';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useMemberLabels } from './labels';
import classes from './MemberFilters.module.css';
import {
  type MemberFilters as Filters,
  type MemberSearch,
  memberStatuses,
  parseMemberFilters,
  withoutMemberFilters,
} from './search';
import { useOrganizationInfo } from './useOrganizationInfo';

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
  const { t } = useLingui();
  const labels = useMemberLabels();
  const [draft, setDraft] = useState<Filters>(() => parseMemberFilters(search));
  const set = (change: Filters) => setDraft((before) => compact({ ...before, ...change }));
  const chosen = organizationId ?? draft.organizationId;
  const organization = useOrganizationInfo(chosen);

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
      {organizationId === undefined && (
        <OrganizationSelect
          any
          label={labels.field('organization')}
          value={chosen === undefined ? null : { id: chosen, name: organization?.name ?? chosen }}
          // Roles belong to one organization.
          onChange={(choice) => set({ organizationId: choice?.id, roleId: undefined, reach: undefined })}
        />
      )}
      {(organization?.lowerLevels ?? 0) > 0 && (
        <Radio.Group
          label={labels.field('reach')}
          value={draft.reach ?? 'own'}
          onChange={(reach) => set({ reach: reach === 'subtree' ? 'subtree' : undefined })}
        >
          <div className={classes.radios}>
            <Radio size="xs" value="own" label={t`This organization only`} />
            <Radio size="xs" value="subtree" label={t`And everything below it`} />
          </div>
        </Radio.Group>
      )}
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
