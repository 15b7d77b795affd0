import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Total } from '~/api/types';
import { invitationsQuery } from '~/features/invitations/api';
import { membersQuery } from '~/features/members/api';
import { numbersQuery } from '~/features/numbers/api';
import { useAllowedSoon } from '~/features/session/allowed';
import { formatTotal } from '~/lib/format';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';
import classes from './WhoIsHere.module.css';

/** How many people and numbers there are, each the way to its list; what one may not see is left out. */
export function WhoIsHere({ organizationId, timeZone }: { organizationId: string; timeZone: string }) {
  const { t } = useLingui();
  const allowed = useAllowedSoon(organizationId);
  const seesMembers = allowed('console.members.read');
  const seesNumbers = allowed('console.numbers.read');
  const waiting = { status: ['pending' as const] };
  const members = useQuery({ ...membersQuery({ limit: 20 }, organizationId), enabled: seesMembers });
  const invited = useQuery({ ...invitationsQuery(organizationId, waiting), enabled: seesMembers });
  const numbers = useQuery({ ...numbersQuery({}, organizationId, timeZone), enabled: seesNumbers });
  if (!seesMembers && !seesNumbers) return null;
  return (
    <ul className={classes.figures} aria-label={t`Who and what is here`}>
      {seesMembers && (
        <Figure label={t`Members`} total={members.data?.total} link={to.members(organizationId)} />
      )}
      {seesMembers && (
        <Figure
          label={t`Waiting invitations`}
          total={invited.data?.total}
          link={to.invitations(organizationId, waiting)}
        />
      )}
      {seesNumbers && (
        <Figure label={t`Outgoing numbers`} total={numbers.data?.total} link={to.numbers(organizationId)} />
      )}
    </ul>
  );
}

function Figure({ label, total, link }: { label: string; total: Total | undefined; link: RowLink }) {
  const { i18n } = useLingui();
  return (
    <li>
      <Link {...link} className={classes.figure}>
        <span className={classes.total}>{total ? formatTotal(total, i18n.locale) : '…'}</span>
        <span className={classes.label}>{label}</span>
      </Link>
    </li>
  );
}
