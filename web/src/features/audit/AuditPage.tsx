import { useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { useTitle } from '~/ui/useTitle';
import { AuditList } from './AuditList';

const route = getRouteApi('/shell/o/$organizationId/audit');

/** What happened in one organization, and in those below it where one asks for them. */
export function AuditPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const title = t`Audit trail`;
  useTitle(title, organization.name);

  if (!allowed('console.audit.read')) return <NotAllowed permission="console.audit.read" who="admin" />;
  return (
    <AuditList
      title={title}
      organizationId={organizationId}
      timeZone={organization.timeZone}
      search={search}
      linkTo={(next) => to.audit(organizationId, next)}
    />
  );
}
