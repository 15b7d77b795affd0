import type { OutgoingNumber } from '~/api/types';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import { InUseMark } from './InUseMark';
import type { NumberField, NumberLabels } from './labels';

const none = <span aria-hidden>—</span>;

/** Every column of a list of numbers; `wide`: of several organizations, so that each row says which. */
export function numberColumns(
  labels: NumberLabels,
  timeZone: string,
  wide: boolean,
): Column<OutgoingNumber>[] {
  const column = (
    id: NumberField,
    cell: Column<OutgoingNumber>['cell'],
    more: Partial<Column<OutgoingNumber>> = {},
  ): Column<OutgoingNumber> => ({ id, label: labels.field(id), cell, ...more });

  return [
    column('number', (row) => <span className="mono">{row.display}</span>, {
      title: true,
      shown: true,
      sortable: true,
    }),
    column('lettering', (row) => row.lettering || none, { shown: true, sortable: true }),
    column('billingNumber', (row) => <Copyable value={row.billingNumber} shown={row.billingDisplay} />, {
      shown: true,
      sortable: true,
    }),
    ...(wide ? [column('organization', (row) => row.organizationName, { shown: true })] : []),
    column('inUse', (row) => <InUseMark inUse={row.inUse} />, { shown: true }),
    column('createdAt', (row) => <Time value={row.createdAt} timeZone={timeZone} />, {
      shown: true,
      sortable: true,
    }),
    column('updatedAt', (row) => <Time value={row.updatedAt} timeZone={timeZone} />),
    column('id', (row) => <Copyable value={row.id} />),
  ];
}
