import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditEvent } from '~/api/types';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import type { RowLink } from '~/ui/table/types';
import type { AuditField, AuditLabels } from './labels';
import { actorLink, targetLink } from './links';

const none = <span aria-hidden>—</span>;

export function linked(link: RowLink | undefined, text: ReactNode) {
  return link ? <Link {...link}>{text}</Link> : text;
}

/** What an event is about, in words: its name, or what kind of thing it is and its ID. */
export function Target({ event, labels, staff }: { event: AuditEvent; labels: AuditLabels; staff: boolean }) {
  const { id, kind, name } = event.target;
  if (kind === null) return none;
  if (name !== null) return linked(targetLink(event, staff), name);
  return id === null ? (
    labels.kind(kind)
  ) : (
    <Copyable value={id} shown={`${labels.kind(kind)} ${id.slice(-6)}`} />
  );
}

/** Every column of an audit trail; `wide`: of several organizations, so that each row says which. */
export function auditColumns(
  labels: AuditLabels,
  timeZone: string,
  wide: boolean,
  staff: boolean,
): Column<AuditEvent>[] {
  const column = (
    id: AuditField,
    cell: Column<AuditEvent>['cell'],
    more: Partial<Column<AuditEvent>> = {},
  ): Column<AuditEvent> => ({ id, label: labels.field(id), cell, ...more });

  return [
    column('action', (row) => labels.action(row.action), { title: true, shown: true }),
    column('at', (row) => <Time value={row.at} timeZone={timeZone} />, { shown: true, sortable: true }),
    column('actor', (row) => linked(actorLink(row), labels.actor(row.actor)), { shown: true }),
    column('target', (row) => <Target event={row} labels={labels} staff={staff} />, { shown: true }),
    ...(wide
      ? [
          column('organization', (row) => row.organizationName ?? <Copyable value={row.organizationId} />, {
            shown: true,
          }),
        ]
      : []),
    column('address', (row) => (row.address ? <Copyable value={row.address} /> : none), { shown: true }),
    column('requestId', (row) => (row.requestId ? <Copyable value={row.requestId} /> : none)),
    column('id', (row) => <Copyable value={row.id} />),
  ];
}
