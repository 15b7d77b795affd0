import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { compact, fromTheStart, trimmed, withoutFilters } from '~/lib/listSearch';
import { DayRange } from '~/ui/table/DayRange';
import { DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useNumberLabels } from './labels';
import {
  type NumberFilters as Filters,
  type NumberSearch,
  numberFilters,
  parseNumberFilters,
} from './search';

/** A filter for what a list of numbers can be narrowed by. Nothing is searched before Search is pressed. */
export function NumberFilters({
  organizationId,
  timeZone,
  search,
  onChange,
  onClose,
}: {
  /** The organization whose list it is; undefined on the list of all numbers. */
  organizationId: string | undefined;
  timeZone: string;
  search: NumberSearch;
  onChange: (next: NumberSearch) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const [draft, setDraft] = useState<Filters>(() => parseNumberFilters(search));
  const set = (change: Filters) => setDraft((before) => compact({ ...before, ...change }));
  const digits = (key: 'number' | 'billingNumber', first = false) => (
    <TextInput
      label={labels.field(key)}
      description={t`Any of its digits, with or without the country code`}
      inputMode="tel"
      classNames={{ input: 'mono' }}
      autoComplete="off"
      data-autofocus={first || undefined}
      value={draft[key] ?? ''}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );

  return (
    <DetailedSearchPanel
      onSearch={() =>
        onChange(
          fromTheStart<NumberSearch>(
            { ...withoutFilters(search, numberFilters), q: search.q },
            parseNumberFilters(trimmed(draft)),
          ),
        )
      }
      onClear={() => setDraft({})}
      onClose={onClose}
    >
      {digits('number', true)}
      <TextInput
        label={labels.field('lettering')}
        autoComplete="off"
        value={draft.lettering ?? ''}
        onChange={(event) => set({ lettering: event.currentTarget.value })}
      />
      {digits('billingNumber')}
      <OrganizationFilter
        fixed={organizationId}
        value={draft}
        onChange={({ organizationId: of, reach }) => set({ organizationId: of, reach })}
      />
      <Select
        label={labels.field('inUse')}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        data={['true', 'false'].map((value) => ({ value, label: labels.yes(value) }))}
        value={draft.inUse ?? null}
        onChange={(value) => set({ inUse: value === 'true' || value === 'false' ? value : undefined })}
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
