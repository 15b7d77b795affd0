import { getRouteApi } from '@tanstack/react-router';
import { type ComponentProps, Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { ImportDetail } from '~/features/imports/ImportDetail';
import { useAllowed } from '~/features/session/allowed';
import { may, useSession } from '~/features/session/session';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useNumberImports } from './numberImports';
import './problems';

const inside = getRouteApi('/shell/o/$organizationId/numbers/import/$importId');
const platform = getRouteApi('/shell/platform/numbers/import/$importId');

type Props = Omit<ComponentProps<typeof ImportDetail>, 'spec'>;

/** One import of numbers into an organization. */
export function NumberImportPage() {
  const { importId } = inside.useParams();
  const search = inside.useSearch();
  const navigate = inside.useNavigate();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Inside
        key={importId}
        importId={importId}
        search={search}
        onSearch={(next, options) => void navigate({ search: next, replace: options?.replace ?? false })}
      />
    </Suspense>
  );
}

function Inside(props: Props) {
  const { organizationId } = inside.useParams();
  const allowed = useAllowed(organizationId);
  const spec = useNumberImports(organizationId);
  if (!allowed('console.numbers.add')) return <NotAllowed permission="console.numbers.add" who="admin" />;
  return <ImportDetail {...props} spec={spec} />;
}

/** The same for the platform's staff, whose files may name the organizations. */
export function AllNumberImportPage() {
  const { importId } = platform.useParams();
  const search = platform.useSearch();
  const navigate = platform.useNavigate();
  const spec = useNumberImports(undefined);
  if (!may(useSession(), 'console.numbers.add'))
    return <NotAllowed permission="console.numbers.add" who="staff" />;
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
