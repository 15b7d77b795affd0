import { getRouteApi } from '@tanstack/react-router';
import { Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { ImportDetail } from './ImportDetail';
import { useOrganizationImports } from './organizations';

const route = getRouteApi('/shell/platform/organizations/import/$importId');

/** One import of organizations. */
export function ImportPage() {
  const { importId } = route.useParams();
  const spec = useOrganizationImports();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (!may(useSession(), 'console.organizations.register')) {
    return <NotAllowed permission="console.organizations.register" who="staff" />;
  }
  return (
    <Suspense fallback={<PageSkeleton />}>
      <ImportDetail
        key={importId}
        importId={importId}
        spec={spec}
        search={search}
        onSearch={(next, options) => void navigate({ search: next, replace: options?.replace ?? false })}
      />
    </Suspense>
  );
}
