import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import { OrganizationFilter } from '~/features/organizations/OrganizationFilter';
import { DayRange } from '~/ui/table/DayRange';
import { DetailedSearchPanel } from '~/ui/table/DetailedSearchPanel';
import { useFilterDraft } from '~/ui/table/useFilterDraft';
import { useNumberLabels } from './labels';
import { type NumberSearch, numberFilters, parseNumberFilters } from './search';

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
  const { draft, set, panel } = useFilterDraft({
    search,
    filters: numberFilters,
    parse: parseNumberFilters,
    onChange,
    onClose,
  });
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
    <DetailedSearchPanel {...panel}>
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
