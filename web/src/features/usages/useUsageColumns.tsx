import { useLingui } from '@lingui/react/macro';
import type { Usage } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import { useUsageLabels } from './useUsageLabels';

/** Every column of a list of usages; `wide`: of several organizations, so that each row says which. */
export function useUsageColumns(timeZone: string, wide: boolean): Column<Usage>[] {
  const { t, i18n } = useLingui();
  const labels = useUsageLabels();
  const time = (value: string) => <Time value={value} timeZone={timeZone} />;
  return [
    { id: 'name', label: t`Name`, title: true, shown: true, sortable: true, cell: (row) => row.name },
    { id: 'product', label: t`Product`, shown: true, cell: (row) => labels.product(row.product) },
    { id: 'kind', label: t`Kind`, shown: true, cell: (row) => labels.kind(row.kind) },
    {
      id: 'externalId',
      label: t`External ID`,
      shown: true,
      cell: (row) => <Copyable value={row.externalId} />,
    },
    ...(wide
      ? [
          {
            id: 'organization',
            label: t`Organization`,
            shown: true,
            cell: (row: Usage) => row.organizationName,
          },
        ]
      : []),
    {
      id: 'numberCount',
      label: t`Numbers`,
      shown: true,
      cell: (row) => formatNumber(row.numberCount, i18n.locale),
    },
    {
      id: 'createdAt',
      label: t`Registered`,
      shown: true,
      sortable: true,
      cell: (row) => time(row.createdAt),
    },
    { id: 'updatedAt', label: t`Changed`, cell: (row) => time(row.updatedAt) },
    { id: 'id', label: t`Usage ID`, cell: (row) => <Copyable value={row.id} /> },
  ];
}
