import { useLingui } from '@lingui/react/macro';
import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { findOrganizations } from './api';

type Choice = { id: string; name: string };

/** Finds an organization by name while one types: a contracting one, where nothing else is said. */
export function OrganizationSelect({
  label,
  description,
  required,
  value,
  onChange,
  error,
  name,
  any = false,
  autoFocus = false,
}: {
  label: string;
  description?: string;
  required?: boolean;
  /** The chosen one; its name is shown before anything is searched. */
  value: Choice | null;
  onChange: (value: Choice | null) => void;
  error?: ReactNode;
  name?: string;
  /** Not the contracting organizations only. */
  any?: boolean;
  /** The field that a form begins with. */
  autoFocus?: boolean;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState(false);
  // The field shows the chosen name; that is not a search.
  const query = value && typed === value.name ? '' : typed.trim();
  const [settled] = useDebouncedValue(query, 200);
  const found = useQuery({
    ...findOrganizations(settled, any ? {} : { type: ['contracting'] }),
    enabled: opened,
    placeholderData: keepPreviousData,
  });
  const choices: Choice[] = (found.data?.items ?? []).map(({ id, name }) => ({ id, name }));
  if (value && !choices.some(({ id }) => id === value.id)) choices.unshift(value);

  return (
    <Select
      name={name}
      label={label}
      description={description}
      required={required}
      withAsterisk={required}
      searchable
      clearable={!required}
      clearButtonProps={{ 'aria-label': t`Clear` }}
      data-autofocus={autoFocus || undefined}
      // What a form begins with must not cover the rest of it.
      openOnFocus={!autoFocus}
      placeholder={any ? t`Search organizations` : t`Search contracting organizations`}
      nothingFoundMessage={
        found.isFetching
          ? t`Searching…`
          : any
            ? t`No organization has this in its name.`
            : t`No contracting organization has this in its name.`
      }
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched already.
      filter={({ options }) => options}
      value={value?.id ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      onChange={(id) => onChange(choices.find((choice) => choice.id === id) ?? null)}
      rightSection={found.isFetching && opened ? <Loader size={14} /> : undefined}
      error={error}
    />
  );
}
