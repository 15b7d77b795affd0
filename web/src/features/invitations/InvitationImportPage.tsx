import { getRouteApi } from '@tanstack/react-router';
import { Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { ImportDetail } from '~/features/imports/ImportDetail';
import { useAllowed } from '~/features/session/allowed';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useInvitationImports } from './invitationImports';
import './problems';

const route = getRouteApi('/shell/o/$organizationId/invitations/import/$importId');

/** One file of people to invite. */
export function InvitationImportPage() {
  const { importId } = route.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Inside key={importId} importId={importId} />
    </Suspense>
  );
}

function Inside({ importId }: { importId: string }) {
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const allowed = useAllowed(organizationId);
  const spec = useInvitationImports(organizationId);
  if (!allowed('console.members.invite'))
    return <NotAllowed permission="console.members.invite" who="admin" />;
  return (
    <ImportDetail
      importId={importId}
      spec={spec}
      search={search}
      onSearch={(next, options) => void navigate({ search: next, replace: options?.replace ?? false })}
    />
  );
}
