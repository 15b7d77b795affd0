import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useDeployment } from '~/api/deployment';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { formatNumber } from '~/lib/format';
import { compact, fromTheStart } from '~/lib/listSearch';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { Time } from '~/ui/Time';
import { type Column, DataTable } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { groupsQuery } from './api';
import { DissolveDialog } from './DissolveDialog';
import { GroupFormDrawer } from './GroupFormDrawer';
import type { GroupSearch } from './search';
import type { Group } from './wire';

const route = getRouteApi('/shell/platform/groups');

const none = <span aria-hidden>—</span>;

export function GroupsPage() {
  if (!may(useSession(), 'console.groups.manage')) {
    return <NotAllowed permission="console.groups.manage" who="staff" />;
  }
  return <List />;
}

function List() {
  const { t } = useLingui();
  const title = t`Groups`;
  useTitle(title);
  const search = route.useSearch();
  const router = useRouter();
  const columns = useColumns();
  const [deleting, setDeleting] = useState<Group>();
  const download = useDownload();
  const { table, onSearch } = useList({
    query: groupsQuery(search),
    search,
    who: 'staff',
    empty:
      search.q === undefined ? (
        <EmptyState
          icon={<IconSitemap size={24} />}
          title={t`No groups yet`}
          actions={
            <>
              <Button onClick={() => void router.navigate(to.newGroup())}>
                <Trans>Make a group</Trans>
              </Button>
              <Button variant="default" onClick={() => void router.navigate(to.imports())}>
                <Trans>Import a file</Trans>
              </Button>
            </>
          }
        >
          <Trans>
            A group is a hierarchy of organizations: members of a higher level reach what is below it. Make
            one here, or import a file whose column parent_key says what is below what.
          </Trans>
        </EmptyState>
      ) : (
        <EmptyState
          title={t`No group matches`}
          actions={
            <Button variant="default" onClick={() => change(fromTheStart(search, { q: undefined }))}>
              <Trans>Clear the search</Trans>
            </Button>
          }
        >
          <Trans>No group has this in its name.</Trans>
        </EmptyState>
      ),
  });
  const change = (next: GroupSearch) => onSearch(compact(next));

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowLink={({ id }) => to.group(id)}
        rowActions={(group) => [
          {
            id: 'edit',
            label: t`Edit`,
            icon: <IconPencil size={16} aria-hidden />,
            inline: true,
            run: () => change({ ...search, edit: group.id }),
          },
          {
            id: 'delete',
            label: t`Delete…`,
            icon: <IconTrash size={16} aria-hidden />,
            danger: true,
            run: () => setDeleting(group),
          },
        ]}
        defaultSort="name"
        searchLabel={t`Search by name or ID`}
        tools={
          <DownloadMenu
            onDownload={(format) => {
              const { q, sort } = search;
              void download('/v1/groups/export', compact({ format, q, sort }));
            }}
          />
        }
        primary={
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void router.navigate(to.newGroup())}
          >
            <Trans>New group</Trans>
          </Button>
        }
        {...table}
      />
      {search.edit !== undefined && (
        <GroupFormDrawer
          key={search.edit}
          groupId={search.edit}
          onClose={() => change({ ...search, edit: undefined })}
        />
      )}
      {deleting && (
        <DissolveDialog
          group={deleting}
          onClose={() => setDeleting(undefined)}
          onDone={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

function useColumns(): Column<Group>[] {
  const { t, i18n } = useLingui();
  const { timeZone } = useDeployment();
  return useMemo(
    () => [
      { id: 'name', label: t`Name`, cell: (row) => row.name, title: true, shown: true, sortable: true },
      {
        id: 'description',
        label: t`Description`,
        cell: (row) => row.description ?? none,
        shown: true,
      },
      {
        id: 'highestLevel',
        label: t`Highest level`,
        cell: ({ highestLevel }) =>
          highestLevel ? <Link {...to.organization(highestLevel.id)}>{highestLevel.name}</Link> : none,
        shown: true,
      },
      {
        id: 'organizationCount',
        label: t`Organizations`,
        cell: (row) => formatNumber(row.organizationCount, i18n.locale),
        shown: true,
        sortable: true,
      },
      { id: 'depth', label: t`Levels`, cell: (row) => formatNumber(row.depth, i18n.locale), shown: true },
      {
        id: 'createdAt',
        label: t`Created`,
        cell: (row) => <Time value={row.createdAt} timeZone={timeZone} />,
        shown: true,
        sortable: true,
      },
      {
        id: 'updatedAt',
        label: t`Changed`,
        cell: (row) => <Time value={row.updatedAt} timeZone={timeZone} />,
      },
      { id: 'id', label: t`ID`, cell: (row) => <Copyable value={row.id} /> },
    ],
    [t, i18n.locale, timeZone],
  );
}
