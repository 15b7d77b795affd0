import { useLingui } from '@lingui/react/macro';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useDeployment } from '~/api/deployment';
import { may, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { timeZones } from '~/lib/timeZones';
import { DayRange } from '~/ui/table/DayRange';
import { Choices, DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import { organizationQuery } from './api';
import { enumValues, useLabels } from './labels';
import { OrganizationSelect } from './OrganizationSelect';
import { filterKeys, type OrganizationSearch, parseFilters, textFilters } from './search';

const GroupSelect = lazy(
  area('groups', () =>
    import('~/features/groups/GroupSelect').then((module) => ({ default: module.GroupSelect })),
  ),
);

/** A filter for every column. Nothing is searched before Search is pressed. */
export function DetailedSearch({
  search,
  onChange,
  onClose,
}: {
  search: OrganizationSearch;
  onChange: (next: OrganizationSearch) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const labels = useLabels();
  const { clientClassifications, timeZone } = useDeployment();
  const maySeeGroups = may(useSession(), 'console.groups.manage');
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: filterKeys,
    parse: parseFilters,
    onChange,
    onClose,
  });

  const choices = (
    key: 'status' | 'type' | 'classification' | 'clientClassification',
    values: readonly string[],
  ) => (
    <Choices
      label={labels.field(key)}
      choices={values.map((value) => ({ value, label: labels.value(key, value) }))}
      value={draft[key]}
      onChange={(value) => set({ [key]: value })}
    />
  );

  return (
    <DetailedSearchPanel {...panel}>
      <TextInput
        label={labels.field('name')}
        value={draft.name ?? ''}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={labels.field('id')}
        description={t`Whole IDs, separated by spaces`}
        classNames={{ input: 'mono' }}
        value={(draft.id ?? []).join(' ')}
        onChange={(event) => set({ id: event.currentTarget.value.split(/[\s,]+/) })}
      />
      <Textarea
        label={labels.field('externalKey')}
        description={t`Whole keys, one per line`}
        classNames={{ input: 'mono' }}
        autosize
        minRows={1}
        maxRows={6}
        value={(draft.externalKey ?? []).join('\n')}
        onChange={(event) => set({ externalKey: event.currentTarget.value.split('\n') })}
      />
      {choices('status', enumValues.status)}
      {choices('type', enumValues.type)}
      {choices('classification', enumValues.classification)}
      {choices('clientClassification', clientClassifications ?? [])}
      {textFilters
        .filter((key) => !['name', 'timeZone', 'registeredOrganizationId', 'groupId'].includes(key))
        .map((key) => (
          <TextInput
            key={key}
            label={labels.field(key)}
            value={draft[key] ?? ''}
            onChange={(event) => set({ [key]: event.currentTarget.value })}
          />
        ))}
      {maySeeGroups && (
        <Suspense>
          <GroupSelect
            label={labels.field('groupId')}
            value={draft.groupId}
            onChange={(groupId) => set({ groupId })}
          />
        </Suspense>
      )}
      <RegisteredOrganization
        id={draft.registeredOrganizationId}
        onChange={(id) => set({ registeredOrganizationId: id })}
      />
      <Select
        label={labels.field('controlOrganizationIntegrated')}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        data={['true', 'false'].map((value) => ({
          value,
          label: labels.value('controlOrganizationIntegrated', value),
        }))}
        value={draft.controlOrganizationIntegrated ?? null}
        onChange={(value) =>
          set({
            controlOrganizationIntegrated: value === 'true' || value === 'false' ? value : undefined,
          })
        }
      />
      <Select
        label={labels.field('timeZone')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        limit={60}
        data={timeZones(timeZone)}
        value={draft.timeZone ?? null}
        onChange={(value) => set({ timeZone: value ?? undefined })}
      />
      <DayRange
        from={draft.createdFrom}
        to={draft.createdTo}
        labels={{ from: labels.field('createdFrom'), to: labels.field('createdTo') }}
        timeZone={timeZone}
        onChange={({ from, to }) => set({ createdFrom: from, createdTo: to })}
      />
    </DetailedSearchPanel>
  );
}

function RegisteredOrganization({
  id,
  onChange,
}: {
  id: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const labels = useLabels();
  const chosen = useQuery({ ...organizationQuery(id ?? ''), enabled: id !== undefined });
  return (
    <OrganizationSelect
      label={labels.field('registeredOrganizationId')}
      value={id === undefined ? null : { id, name: chosen.data?.organization.name ?? id }}
      onChange={(choice) => onChange(choice?.id)}
    />
  );
}
