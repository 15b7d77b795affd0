import { Outlet, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { isStaff, useSession } from '~/features/session/session';
import type { FormSearch } from './search';

// Comes when a form is opened; the lists do not wait for it.
const OrganizationFormDrawer = lazy(() =>
  import('./OrganizationFormDrawer').then((module) => ({ default: module.OrganizationFormDrawer })),
);

/** The pages of the platform's own staff. `form` in the URL opens the form over any of them; Back closes it. */
export function PlatformLayout() {
  const session = useSession();
  const navigate = useNavigate();
  const { form } = useSearch({ from: '/shell/platform' });

  if (!isStaff(session)) return <NotAllowed who="staff" />;
  return (
    <>
      <Outlet />
      <Suspense>
        {form !== undefined && (
          <OrganizationFormDrawer
            key={form}
            organizationId={form === 'new' ? undefined : form}
            onClose={() =>
              navigate({ to: '.', search: (search) => ({ ...(search as FormSearch), form: undefined }) })
            }
          />
        )}
      </Suspense>
    </>
  );
}
