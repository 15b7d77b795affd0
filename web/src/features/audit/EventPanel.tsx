import { Trans, useLingui } from '@lingui/react/macro';
import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditEvent } from '~/api/types';
import { isStaff, useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { Copyable } from '~/ui/Copyable';
import { Time } from '~/ui/Time';
import type { RowLink } from '~/ui/table/types';
import { useTopmost } from '~/ui/useTopmost';
import { eventQuery } from './api';
import { linked, Target } from './columns';
import { type Difference, toldBy } from './differences';
import classes from './EventPanel.module.css';
import { useAuditLabels } from './labels';
import { actorLink } from './links';
import type { AuditSearch } from './search';
import { useToldWords } from './told';

/** One event of an audit trail, at the right of the list: all that it tells. */
export function EventPanel({
  id,
  known,
  timeZone,
  linkTo,
  onClose,
}: {
  id: string;
  /** The event, where it is on the page of the list. */
  known: AuditEvent | undefined;
  timeZone: string;
  /** The list, narrowed to something else. */
  linkTo: (search: AuditSearch) => RowLink;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const labels = useAuditLabels();
  const text = useProblemText();
  const top = useTopmost(true);
  const read = useQuery({ ...eventQuery(id), enabled: known === undefined });
  const event = known ?? read.data;

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={event ? labels.action(event.action) : t`Event`}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
      classNames={{ body: classes.body, header: classes.header }}
    >
      {read.error && <p>{text.problem(read.error)}</p>}
      {event && <Event event={event} timeZone={timeZone} linkTo={linkTo} />}
    </Drawer>
  );
}

function Event({
  event,
  timeZone,
  linkTo,
}: {
  event: AuditEvent;
  timeZone: string;
  linkTo: (search: AuditSearch) => RowLink;
}) {
  const labels = useAuditLabels();
  const staff = isStaff(useSession());
  const { changes, facts } = toldBy(event.detail ?? null);
  const { actor, target } = event;
  return (
    <>
      <dl className={classes.facts}>
        <Row label={labels.field('at')}>
          <Time value={event.at} timeZone={timeZone} />
        </Row>
        <Row label={labels.field('actor')}>
          {linked(actorLink(event), labels.actor(actor))}
          {actor.email && <span className={classes.more}>{actor.email}</span>}
          {actor.id && (
            <span className={classes.more}>
              <Copyable value={actor.id} />
            </span>
          )}
        </Row>
        <Row label={labels.field('target')}>
          <Target event={event} labels={labels} staff={staff} />
          {target.name && target.id && (
            <span className={classes.more}>
              <Copyable value={target.id} />
            </span>
          )}
        </Row>
        <Row label={labels.field('organization')}>
          {event.organizationName ?? <Copyable value={event.organizationId} />}
        </Row>
        {event.address && (
          <Row label={labels.field('address')}>
            <Copyable value={event.address} />
          </Row>
        )}
        {event.requestId && (
          <Row label={labels.field('requestId')}>
            <Copyable value={event.requestId} />
          </Row>
        )}
        <Row label={labels.field('id')}>
          <Copyable value={event.id} />
        </Row>
      </dl>
      {changes.length > 0 && <Changes changes={changes} timeZone={timeZone} />}
      {facts.length > 0 && (
        <dl className={classes.facts}>
          {facts.map(({ field, value }) => (
            <Row key={field} label={<Field name={field} />}>
              <Value field={field} value={value} timeZone={timeZone} />
            </Row>
          ))}
        </dl>
      )}
      <nav className={classes.links}>
        {actor.id && (
          <Link {...linkTo({ actorId: actor.id })}>
            <Trans>Everything by the same</Trans>
          </Link>
        )}
        {target.id && (
          <Link {...linkTo({ targetId: target.id })}>
            <Trans>Everything about the same</Trans>
          </Link>
        )}
      </nav>
    </>
  );
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Changes({ changes, timeZone }: { changes: Difference[]; timeZone: string }) {
  const { t } = useLingui();
  // What was made has no before, and what is gone no after: no column is empty from top to bottom.
  const was = changes.some(({ before }) => before !== undefined);
  const is = changes.some(({ after }) => after !== undefined);
  return (
    <table className={classes.changes}>
      <caption>
        <Trans>What changed</Trans>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t`Field`}</th>
          {was && <th scope="col">{t`Before`}</th>}
          {is && <th scope="col">{t`After`}</th>}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">
              <Field name={field} />
            </th>
            {was && (
              <td>
                <Value field={field} value={before} timeZone={timeZone} />
              </td>
            )}
            {is && (
              <td>
                <Value field={field} value={after} timeZone={timeZone} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A field by its words, its name in the contract a hover away; by that name where there are no words for it. */
function Field({ name }: { name: string }) {
  const words = useToldWords().field(name);
  return words === undefined ? <code>{name}</code> : <span title={name}>{words}</span>;
}

/** A value as it was recorded, in words where there are some; a time in the organization's zone, as everywhere. */
function Value({ field, value, timeZone }: { field: string; value: unknown; timeZone: string }) {
  const { t } = useLingui();
  const told = useToldWords();
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return <span aria-hidden>—</span>;
  if (typeof value === 'boolean') return value ? t`Yes` : t`No`;
  if (Array.isArray(value)) {
    return (
      <ul className={classes.values}>
        {value.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
          <li key={at}>{typeof item === 'string' ? item : JSON.stringify(item)}</li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'string' && instant.test(value)) return <Time value={value} timeZone={timeZone} />;
  const words = told.value(field, String(value));
  return words === undefined ? String(value) : <span title={String(value)}>{words}</span>;
}
