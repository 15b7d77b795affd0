import type { Invitation } from '~/api/types';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import { InvitationStatusMark } from './InvitationStatusMark';
import type { InvitationField, InvitationLabels } from './labels';

const none = <span aria-hidden>—</span>;

export function invitationColumns(labels: InvitationLabels, timeZone: string): Column<Invitation>[] {
  const column = (
    id: InvitationField,
    cell: Column<Invitation>['cell'],
    more: Partial<Column<Invitation>> = {},
  ): Column<Invitation> => ({ id, label: labels.field(id), cell, ...more });
  const time = (value: string | null) => (value === null ? none : <Time value={value} timeZone={timeZone} />);

  return [
    column('name', (row) => row.name, { title: true, shown: true, sortable: true }),
    column('email', (row) => row.email, { shown: true, sortable: true }),
    column('status', (row) => <InvitationStatusMark invitation={row} />, { shown: true }),
    column('roles', (row) => labels.list(row.roles.map(({ name }) => name)) || none, { shown: true }),
    column('invitedBy', (row) => row.invitedBy?.name ?? none, { shown: true }),
    column('sentAt', (row) => time(row.sentAt), { shown: true }),
    column('expiresAt', (row) => time(row.expiresAt), { shown: true, sortable: true }),
    column('createdAt', (row) => time(row.createdAt), { sortable: true }),
    column('acceptedAt', (row) => time(row.acceptedAt)),
    column('askedAgainAt', (row) => time(row.askedAgainAt)),
    column('id', (row) => <Copyable value={row.id} />),
  ];
}
