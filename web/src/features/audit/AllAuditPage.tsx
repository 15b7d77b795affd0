import { useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { useDeployment } from '~/api/deployment';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { useTitle } from '~/ui/useTitle';
import { AuditList } from './AuditList';

const route = getRouteApi('/shell/platform/audit');

/** What happened anywhere, for the platform's staff. */
export function AllAuditPage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const { timeZone } = useDeployment();
  const session = useSession();
  const title = t`Audit trail`;
  useTitle(title);

  if (!may(session, 'console.audit.read')) return <NotAllowed permission="console.audit.read" who="staff" />;
  return (
    <AuditList
      title={title}
      organizationId={undefined}
      timeZone={timeZone}
      search={search}
      linkTo={(next) => to.allAudit(next)}
    />
  );
}
