import type { Member } from '~/api/types';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import type { MemberField, MemberLabels } from './labels';
import { MemberStatusMark } from './MemberStatusMark';
import { SecondFactorMark } from './SecondFactorMark';

const none = <span aria-hidden>—</span>;

/** Every column of a member list; `wide`: of several organizations, so that each row says which. */
export function memberColumns(labels: MemberLabels, timeZone: string, wide: boolean): Column<Member>[] {
  const column = (
    id: MemberField,
    cell: Column<Member>['cell'],
    more: Partial<Column<Member>> = {},
  ): Column<Member> => ({ id, label: labels.field(id), cell, ...more });
  const time = (value: string) => <Time value={value} timeZone={timeZone} />;

  return [
    column('name', (row) => row.name, { title: true, shown: true, sortable: true }),
    column('email', (row) => row.email, { shown: true, sortable: true }),
    ...(wide ? [column('organization', (row) => row.organizationName, { shown: true })] : []),
    column('status', (row) => <MemberStatusMark member={row} />, { shown: true }),
    column('roles', (row) => labels.list(row.roles.map(({ name }) => name)) || none, { shown: true }),
    column('task', (row) => row.task ?? none, { shown: !wide }),
    column('mobilePhone', (row) =>
      row.mobilePhone ? (
        <Copyable value={row.mobilePhone} shown={row.mobilePhoneDisplay ?? row.mobilePhone} />
      ) : (
        none
      ),
    ),
    column('secondFactor', (row) => <SecondFactorMark member={row} />),
    column('lastVisitAt', (row) => (row.lastVisitAt ? time(row.lastVisitAt) : none), {
      shown: true,
      sortable: true,
    }),
    column('createdAt', (row) => time(row.createdAt), { sortable: true, shown: !wide }),
    column('updatedAt', (row) => time(row.updatedAt)),
    column('id', (row) => <Copyable value={row.id} />),
    column('accountId', (row) => <Copyable value={row.accountId} />),
  ];
}
