import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isStaff, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import { auditQuery } from './api';
import { linked, Target } from './columns';
import { useAuditLabels } from './labels';
import { actorLink } from './links';
import classes from './RecentChanges.module.css';

const shown = 5;

/** The last things that happened in an organization, for whoever may read its audit trail. */
export function RecentChanges({ organizationId, timeZone }: { organizationId: string; timeZone: string }) {
  const { t } = useLingui();
  const labels = useAuditLabels();
  const staff = isStaff(useSession());
  const { data } = useQuery(auditQuery({ limit: 20 }, organizationId, timeZone));
  const events = data?.items?.slice(0, shown) ?? [];
  if (events.length === 0) return null;
  return (
    <Section title={t`Recent changes`} actions={<Link {...to.audit(organizationId)}>{t`Show all`}</Link>}>
      <ol className={classes.events}>
        {events.map((event) => (
          <li key={event.id}>
            <Link {...to.audit(organizationId, { event: event.id })} className={classes.action}>
              {labels.action(event.action)}
            </Link>
            <span className={classes.about}>
              <Target event={event} labels={labels} staff={staff} />
            </span>
            <span className={classes.who}>{linked(actorLink(event), labels.actor(event.actor))}</span>
            <span className={classes.when}>
              <Time value={event.at} timeZone={timeZone} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
