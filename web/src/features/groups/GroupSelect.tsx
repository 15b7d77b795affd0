import { useLingui } from '@lingui/react/macro';
import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findGroups, groupQuery } from './api';

const noGroup = 'none';

/** A filter by group: one that is found by name while one types, or none at all. */
export function GroupSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState(false);
  const chosen = useQuery({
    ...groupQuery(value ?? ''),
    enabled: value !== undefined && value !== noGroup,
  }).data?.group;
  const none = t`In no group`;
  // The field shows the chosen name; that is not a search.
  const query = typed === chosen?.name || typed === none ? '' : typed.trim();
  const [settled] = useDebouncedValue(query, 200);
  const found = useQuery({ ...findGroups(settled), enabled: opened, placeholderData: keepPreviousData });
  const choices = (found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (chosen && !choices.some((choice) => choice.value === chosen.id)) {
    choices.unshift({ value: chosen.id, label: chosen.name });
  }

  return (
    <Select
      label={label}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`Search groups`}
      nothingFoundMessage={found.isFetching ? t`Searching…` : t`No group has this in its name.`}
      data={[{ value: noGroup, label: none }, ...choices]}
      // The server has searched already.
      filter={({ options }) => options}
      value={value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onChange={(next) => onChange(next ?? undefined)}
      rightSection={found.isFetching && opened ? <Loader size={14} /> : undefined}
    />
  );
}
