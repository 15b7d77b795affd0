import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { productsQuery } from '~/features/products/api';
import { useAllowed } from '~/features/session/allowed';
import { isPlatformOrganization, useSession } from '~/features/session/session';
import { formatNumber } from '~/lib/format';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { BackLink } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { PageTabs } from '~/ui/PageTabs';
import { useTitle } from '~/ui/useTitle';
import { roleQuery } from './api';
import { HeldPermissions } from './HeldPermissions';
import { RoleMembers } from './RoleMembers';
import classes from './RolePage.module.css';
import { RoleTitle } from './RoleTitle';
import { useReachText } from './useReachText';

const DeleteRoleDialog = lazy(() =>
  import('./DeleteRoleDialog').then((module) => ({ default: module.DeleteRoleDialog })),
);

const route = getRouteApi('/shell/o/$organizationId/roles/$roleId');

export function RolePage() {
  const { organizationId } = route.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Guarded organizationId={organizationId} />
    </Suspense>
  );
}

function Guarded({ organizationId }: { organizationId: string }) {
  const allowed = useAllowed(organizationId);
  if (!allowed('console.roles.read')) return <NotAllowed permission="console.roles.read" who="admin" />;
  return <Detail mayManage={allowed('console.roles.manage')} />;
}

function Detail({ mayManage }: { mayManage: boolean }) {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const session = useSession();
  const { organizationId, roleId } = route.useParams();
  const { tab } = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const { role } = useSuspenseQuery(roleQuery(roleId)).data;
  const products = useSuspenseQuery(productsQuery).data;
  const [deleting, setDeleting] = useState(false);
  const reachText = useReachText();
  useTitle(role.name, t`Roles`, organization.name);
  const count = formatNumber(role.memberCount, i18n.locale);

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <div>
          <BackLink link={to.roles(organizationId)}>
            <Trans>Roles</Trans>
          </BackLink>
        </div>
        <header className={classes.head}>
          <div>
            <h1>
              <RoleTitle role={role} />
            </h1>
            <div className={classes.meta}>
              <span>{reachText(role.reach)}</span>
              <Copyable value={role.id} />
            </div>
            {role.description && <p className={classes.description}>{role.description}</p>}
          </div>
          {mayManage && !role.fixed && (
            <div className={classes.actions}>
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => router.navigate(to.editRole(organizationId, roleId))}
              >
                <Trans>Edit</Trans>
              </Button>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setDeleting(true)}
              >
                <Trans>Delete…</Trans>
              </Button>
            </div>
          )}
        </header>
        <PageTabs label={t`Parts of the role`}>
          <Link {...to.role(organizationId, roleId)} activeOptions={{ exact: true, includeSearch: true }}>
            <Trans>Permission details</Trans>
          </Link>
          <Link {...to.roleMembers(organizationId, roleId)} activeOptions={{ includeSearch: true }}>
            <Trans>Role members</Trans> <span className={classes.count}>{count}</span>
          </Link>
        </PageTabs>
      </div>
      {tab === 'members' ? (
        <RoleMembers role={role} />
      ) : (
        <div className={classes.details}>
          <HeldPermissions
            products={products}
            platform={isPlatformOrganization(session, organizationId)}
            held={role.permissions}
          />
        </div>
      )}
      <Suspense>
        {deleting && (
          <DeleteRoleDialog
            role={role}
            onClose={() => setDeleting(false)}
            onDeleted={() => void router.navigate(to.roles(organizationId))}
          />
        )}
      </Suspense>
    </div>
  );
}
