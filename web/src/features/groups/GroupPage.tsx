import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Suspense, useMemo, useRef, useState } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { byName } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { BackLink } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { ActionMenu } from '~/ui/table/ActionMenu';
import { useTitle } from '~/ui/useTitle';
import { groupQuery, groupTreeQuery } from './api';
import { DissolveDialog } from './DissolveDialog';
import { GroupFormDrawer } from './GroupFormDrawer';
import classes from './GroupPage.module.css';
import { legendId, TreeLegend, TreeToolbar } from './TreeToolbar';
import { TreeView } from './TreeView';
import { buildTree, type TreeItem } from './tree';
import { useGroupChanges } from './useGroupChanges';
import { useObstacle } from './useRefusal';
import { useTreeActions } from './useTreeActions';
import { useTreeView } from './useTreeView';
import type { Group } from './wire';

const route = getRouteApi('/shell/platform/groups/$groupId');

/** One group: its tree, which can be rearranged. */
export function GroupPage() {
  const { groupId } = route.useParams();
  if (!may(useSession(), 'console.groups.manage')) {
    return <NotAllowed permission="console.groups.manage" who="staff" />;
  }
  return (
    <Suspense fallback={<PageSkeleton />}>
      {/* Another group is another tree: nothing that is open in this one is meant for it. */}
      <Detail key={groupId} groupId={groupId} />
    </Suspense>
  );
}

function Detail({ groupId }: { groupId: string }) {
  const { t, i18n } = useLingui();
  const { group } = useSuspenseQuery(groupQuery(groupId)).data;
  const { data: items } = useSuspenseQuery(groupTreeQuery(groupId));
  const tree = useMemo(
    () =>
      buildTree(
        items,
        byName<TreeItem>(i18n.locale, ({ name }) => name),
      ),
    [items, i18n.locale],
  );
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const [dissolving, setDissolving] = useState(false);
  useTitle(group.name, t`Groups`);

  const view = useTreeView(
    tree,
    search.q ?? '',
    tree.items.has(search.organization ?? '') ? search.organization : undefined,
  );
  const changes = useGroupChanges(groupId, tree, view);
  const obstacle = useObstacle(tree);
  const open = (id: string) => void router.navigate(to.organization(id));
  const actionsOf = useTreeActions(tree, {
    onAdd: changes.addBelow,
    onMoveTo: changes.moveTo,
    onMove: changes.move,
    onRemove: changes.remove,
    onOpen: open,
  });
  const change = (next: typeof search) =>
    void navigate({ search: compact(next), replace: true, resetScroll: false });
  const empty = tree.highest === undefined;
  const hadRows = useRef(false);
  if (!empty) hadRows.current = true;

  return (
    <section className={classes.page}>
      <header className={classes.head}>
        <div className={classes.heading}>
          <BackLink link={to.groups()}>
            <Trans>Groups</Trans>
          </BackLink>
          <h1>{group.name}</h1>
          <Meta group={group} count={tree.items.size} levels={tree.levels.get(tree.highest ?? '') ?? 0} />
        </div>
        <div className={classes.buttons}>
          {!empty && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => changes.addBelow(view.rows[view.focusedIndex]?.id ?? tree.highest ?? null)}
            >
              <Trans>Add organizations</Trans>
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => change({ ...search, edit: groupId })}
          >
            <Trans>Edit</Trans>
          </Button>
          <ActionMenu
            actions={[
              {
                id: 'delete',
                label: t`Delete…`,
                icon: <IconTrash size={16} aria-hidden />,
                danger: true,
                run: () => setDissolving(true),
              },
            ]}
          >
            <Button variant="default" px={8} aria-label={t`More actions`}>
              <IconDots size={16} aria-hidden />
            </Button>
          </ActionMenu>
        </div>
      </header>
      {empty ? (
        <EmptyState
          icon={<IconSitemap size={24} />}
          title={t`No organizations yet`}
          actions={
            // Whoever has just removed the last row stands here.
            <Button autoFocus={hadRows.current} onClick={() => changes.addBelow(null)}>
              <Trans>Choose the highest level</Trans>
            </Button>
          }
        >
          <Trans>
            A hierarchy begins with its highest level, a contracting organization. Its members then reach
            everything that you add below it.
          </Trans>
        </EmptyState>
      ) : (
        <div className={classes.tree}>
          <TreeToolbar view={view} onSearch={(q) => change({ ...search, q: q === '' ? undefined : q })} />
          <TreeView
            view={view}
            nothing={
              <EmptyState
                title={t`Nothing in this tree matches`}
                actions={
                  <Button variant="default" onClick={() => change({ ...search, q: undefined })}>
                    <Trans>Clear the search</Trans>
                  </Button>
                }
              >
                <Trans>No organization of this tree has it in its name.</Trans>
              </EmptyState>
            }
            describedBy={legendId}
            label={t`Organizations of ${group.name}`}
            linkOf={({ organizationId }) => to.organization(organizationId)}
            onEnter={({ organizationId }) => open(organizationId)}
            actionsOf={actionsOf}
            moving={{ obstacle, onMove: changes.move }}
          />
          <TreeLegend changes />
        </div>
      )}
      {changes.dialog}
      {search.edit !== undefined && (
        <GroupFormDrawer groupId={groupId} onClose={() => change({ ...search, edit: undefined })} />
      )}
      {dissolving && (
        <DissolveDialog
          group={group}
          onClose={() => setDissolving(false)}
          onDone={() => router.navigate(to.groups())}
        />
      )}
    </section>
  );
}

function Meta({ group, count, levels }: { group: Group; count: number; levels: number }) {
  return (
    <p className={classes.meta}>
      {group.description && <span>{group.description}</span>}
      <span>
        <Plural value={count} one="# organization" other="# organizations" />
      </span>
      <span>
        <Plural value={levels} one="# level" other="# levels" />
      </span>
    </p>
  );
}
