import { Link } from '@tanstack/react-router';
import type { Organization } from '~/api/types';
import { formatBusinessNumber } from '~/lib/format';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import type { FieldName, Labels } from './labels';
import { StatusOf } from './StatusOf';

const none = <span aria-hidden>—</span>;

/** Every column of the organization list; `timeZone` is the one that times are shown in. */
export function organizationColumns(labels: Labels, timeZone: string): Column<Organization>[] {
  const column = (
    id: FieldName,
    cell: Column<Organization>['cell'],
    more: Partial<Column<Organization>> = {},
  ): Column<Organization> => ({ id, label: labels.field(id), cell, sortable: true, ...more });
  const choice = (id: 'classification' | 'type' | 'clientClassification') =>
    column(
      id,
      ({ registration }) => {
        const value = registration?.[id];
        return value ? labels.value(id, value) : none;
      },
      { shown: true },
    );

  return [
    column('name', (row) => row.name, { title: true, shown: true }),
    column('status', (row) => <StatusOf status={row.status} />, { shown: true }),
    choice('type'),
    choice('classification'),
    choice('clientClassification'),
    column('businessRegistrationNumber', ({ registration }) => {
      const digits = registration?.businessRegistrationNumber;
      return digits ? <Copyable value={digits} shown={formatBusinessNumber(digits)} /> : none;
    }),
    column('representativeName', ({ registration }) => registration?.representativeName ?? none),
    column('mainPhone', ({ registration }) => {
      const phone = registration?.mainPhone;
      return phone ? <Copyable value={phone} shown={registration.mainPhoneDisplay ?? phone} /> : none;
    }),
    column('address', ({ registration }) => registration?.address.base ?? none, { shown: true }),
    column(
      'registeredOrganizationId',
      ({ registration }) => {
        const id = registration?.registeredOrganizationId;
        return id ? (
          <Link {...to.organization(id)}>{registration.registeredOrganizationName ?? id}</Link>
        ) : (
          none
        );
      },
      { sortable: false },
    ),
    column('controlOrganizationIntegrated', ({ registration }) => {
      const integrated = registration?.controlOrganizationIntegrated;
      return integrated === null || integrated === undefined
        ? none
        : labels.value('controlOrganizationIntegrated', String(integrated));
    }),
    column('website', (row) => row.website ?? none),
    column('timeZone', (row) => row.timeZone),
    column('externalKey', (row) => (row.externalKey ? <Copyable value={row.externalKey} /> : none)),
    column('createdAt', (row) => <Time value={row.createdAt} timeZone={timeZone} />, { shown: true }),
    column('id', (row) => <Copyable value={row.id} />, { sortable: false, shown: true }),
    column('updatedAt', (row) => <Time value={row.updatedAt} timeZone={timeZone} />),
  ];
}
