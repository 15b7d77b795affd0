import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Role } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { formatNumber } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { Time } from '~/ui/Time';
import { type Column, DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { rolesQuery } from './api';
import { pageOfRoles } from './page';
import { RoleTitle } from './RoleTitle';
import { useReachText } from './useReachText';

const DeleteRoleDialog = lazy(() =>
  import('./DeleteRoleDialog').then((module) => ({ default: module.DeleteRoleDialog })),
);

const route = getRouteApi('/shell/o/$organizationId/roles');

export function RolesPage() {
  const { t, i18n } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const router = useRouter();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const reachText = useReachText();
  const download = useDownload();
  const maySee = allowed('console.roles.read');
  const mayManage = allowed('console.roles.manage');
  const create = mayManage && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => router.navigate(to.newRole(organizationId))}
    >
      <Trans>Create a role</Trans>
    </Button>
  );
  const { table } = useList({
    query: {
      ...rolesQuery(organizationId),
      enabled: maySee,
      select: (roles) => pageOfRoles(roles, search, i18n.locale),
    },
    search,
    who: 'admin',
    noMatch: t`No role matches`,
    empty: <EmptyState title={t`No roles yet`} actions={create} />,
  });
  const [deleting, setDeleting] = useState<Role>();
  const title = t`Roles`;
  useTitle(title, organization.name);
  const { timeZone } = organization;

  const columns = useMemo(
    (): Column<Role>[] => [
      {
        id: 'name',
        label: t`Name`,
        title: true,
        shown: true,
        sortable: true,
        cell: (row) => <RoleTitle role={row} />,
      },
      {
        id: 'memberCount',
        label: t`Members`,
        shown: true,
        sortable: true,
        cell: (row) => formatNumber(row.memberCount, i18n.locale),
      },
      {
        id: 'permissions',
        label: t`Permissions`,
        shown: true,
        sortable: true,
        cell: ({ permissions: { length: count } }) => (
          <Plural value={count} one="# permission" other="# permissions" />
        ),
      },
      { id: 'reach', label: t`Reach`, shown: true, cell: (row) => reachText(row.reach) },
      { id: 'description', label: t`Description`, shown: true, cell: (row) => row.description ?? '—' },
      {
        id: 'updatedAt',
        label: t`Changed`,
        sortable: true,
        cell: (row) => <Time value={row.updatedAt} timeZone={timeZone} />,
      },
      {
        id: 'createdAt',
        label: t`Created`,
        sortable: true,
        cell: (row) => <Time value={row.createdAt} timeZone={timeZone} />,
      },
      { id: 'id', label: t`Role ID`, cell: (row) => <Copyable value={row.id} /> },
    ],
    [t, i18n.locale, reachText, timeZone],
  );

  if (!maySee) return <NotAllowed permission="console.roles.read" who="admin" />;

  const actionsOf = (role: Role): RowAction[] =>
    !mayManage || role.fixed
      ? []
      : [
          {
            id: 'edit',
            label: t`Edit`,
            icon: <IconPencil size={16} aria-hidden />,
            inline: true,
            run: () => void router.navigate(to.editRole(organizationId, role.id)),
          },
          {
            id: 'delete',
            label: t`Delete…`,
            icon: <IconTrash size={16} aria-hidden />,
            danger: true,
            run: () => setDeleting(role),
          },
        ];

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.role(organizationId, row.id)}
        rowActions={actionsOf}
        searchLabel={t`Search by name or ID`}
        tools={
          <DownloadMenu
            onDownload={(format) => {
              const { q, sort } = search;
              void download(`/v1/organizations/${organizationId}/roles/export`, compact({ format, q, sort }));
            }}
          />
        }
        primary={create}
        {...table}
      />
      <Suspense>
        {deleting && (
          <DeleteRoleDialog
            role={deleting}
            onClose={() => setDeleting(undefined)}
            onDeleted={() => setDeleting(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
