import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconSitemap from '@tabler/icons-react/dist/esm/icons/IconSitemap.mjs';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { byName } from '~/lib/format';
import { compact } from '~/lib/listSearch';
import { useAttempt } from '~/lib/useAttempt';
import { showErrors, useFieldErrors } from '~/lib/useFieldErrors';
import { useFieldRules } from '~/lib/useFieldRules';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { BackLink } from '~/ui/Page';
import { toast } from '~/ui/toast';
import { UnsavedWork } from '~/ui/UnsavedWork';
import { useTitle } from '~/ui/useTitle';
import { AddDialog } from './AddDialog';
import { createGroup } from './api';
import { ChangeDialog } from './ChangeDialog';
import { added, moved, removed } from './edits';
import { checkGroup, GroupFields, type GroupValues } from './GroupFields';
import classes from './GroupPage.module.css';
import { MoveDialog } from './MoveDialog';
import { legendId, TreeLegend, TreeToolbar } from './TreeToolbar';
import { TreeView } from './TreeView';
import { buildTree, childrenOf, parentOf, type Tree, type TreeItem, withLowerLevels } from './tree';
import { useObstacle } from './useRefusal';
import { useTreeActions } from './useTreeActions';
import { useTreeView } from './useTreeView';
import type { NewGroup } from './wire';

export function GroupNewPage() {
  if (!may(useSession(), 'console.groups.manage')) {
    return <NotAllowed permission="console.groups.manage" who="staff" />;
  }
  return <NewGroupForm />;
}

type Asked = { kind: 'add'; below: string | null } | { kind: 'move-to'; id: string } | { kind: 'save' };

/** A group with its whole tree, arranged here and made in one save. */
function NewGroupForm() {
  const { t, i18n } = useLingui();
  const title = t`New group`;
  useTitle(title, t`Groups`);
  const router = useRouter();
  const form = useForm<GroupValues>({ initialValues: { name: '', description: '' } });
  const rules = useFieldRules();
  const refuse = useFieldErrors(form);
  const [items, setItems] = useState<readonly TreeItem[]>([]);
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const tree = useMemo(
    () =>
      buildTree(
        items,
        byName<TreeItem>(i18n.locale, ({ name }) => name),
      ),
    [items, i18n.locale],
  );
  const view = useTreeView(tree, query);
  const obstacle = useObstacle(tree);
  const attempt = useAttempt();
  const saved = useRef(false);
  const dirty = form.isDirty() || items.length > 0;
  const name = form.values.name.trim();
  const description = form.values.description.trim();
  const body: NewGroup = compact({
    name,
    description: description === '' ? undefined : description,
    organizations: inOrder(tree),
  });

  function move(id: string, target: string) {
    setItems(moved(items, id, target));
    view.setOpen([target], true);
    view.reveal(id);
  }

  function remove(id: string) {
    const siblings = childrenOf(tree, parentOf(tree, id) ?? '');
    const at = siblings.indexOf(id);
    const gone = tree.items.get(id)?.name ?? id;
    setItems(removed(tree, items, id));
    const next = siblings[at + 1] ?? siblings[at - 1] ?? parentOf(tree, id);
    if (next !== undefined) view.reveal(next);
    toast({
      tone: 'done',
      text: t`${gone} is out of the draft.`,
      action: { label: t`Undo`, run: () => setItems(items) },
    });
  }

  const actionsOf = useTreeActions(tree, {
    onAdd: (below) => setAsked({ kind: 'add', below }),
    onMoveTo: (id) => setAsked({ kind: 'move-to', id }),
    onMove: move,
    onRemove: remove,
  });

  function close(focus?: string) {
    setAsked(undefined);
    if (focus !== undefined) view.reveal(focus);
  }

  async function save() {
    try {
      const id = await createGroup(body, attempt(body).key);
      saved.current = true;
      toast({ tone: 'done', text: t`The group ${name} is made.` });
      await router.navigate(to.group(id));
    } catch (problem) {
      // What its fields do not say, the dialog does.
      if (refuse(problem) !== undefined) throw problem;
      setAsked(undefined);
    }
  }

  return (
    <section className={classes.page}>
      <header className={classes.head}>
        <div className={classes.heading}>
          <BackLink link={to.groups()}>
            <Trans>Groups</Trans>
          </BackLink>
          <h1>{title}</h1>
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => void router.navigate(to.groups())}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            onClick={() => {
              if (!showErrors(form, checkGroup(form.getValues(), rules))) setAsked({ kind: 'save' });
            }}
          >
            <Trans>Save</Trans>
          </Button>
        </div>
      </header>
      <div className={classes.fields}>
        <GroupFields inputProps={form.getInputProps} />
      </div>
      {tree.highest === undefined ? (
        <EmptyState
          icon={<IconSitemap size={24} />}
          title={t`Begin with the highest level`}
          actions={
            <Button variant="default" onClick={() => setAsked({ kind: 'add', below: null })}>
              <Trans>Choose the highest level</Trans>
            </Button>
          }
        >
          <Trans>
            It is a contracting organization. Its members will reach everything below it. Nothing changes
            before you save.
          </Trans>
        </EmptyState>
      ) : (
        <div className={classes.tree}>
          <TreeToolbar view={view} onSearch={setQuery}>
            <Button
              variant="default"
              onClick={() =>
                setAsked({ kind: 'add', below: view.rows[view.focusedIndex]?.id ?? tree.highest ?? null })
              }
            >
              <Trans>Add organizations</Trans>
            </Button>
          </TreeToolbar>
          <TreeView
            view={view}
            nothing={
              <EmptyState title={t`Nothing in this tree matches`}>
                <Trans>No organization of this tree has it in its name.</Trans>
              </EmptyState>
            }
            describedBy={legendId}
            label={t`Organizations of the new group`}
            onEnter={({ organizationId }) => setAsked({ kind: 'add', below: organizationId })}
            actionsOf={actionsOf}
            moving={{ obstacle, onMove: move }}
          />
          <TreeLegend changes opens={false} />
        </div>
      )}
      {asked?.kind === 'add' && (
        <AddDialog
          title={
            asked.below === null
              ? t`Choose the highest level`
              : t`Add organizations below ${tree.items.get(asked.below)?.name ?? ''}`
          }
          highest={asked.below === null}
          without={new Set(tree.items.keys())}
          onChoose={(organizations) => {
            setItems(added(items, organizations, asked.below));
            if (asked.below !== null) view.setOpen([asked.below], true);
            close(organizations[0]?.organizationId);
          }}
          onClose={() => close(asked.below ?? undefined)}
        />
      )}
      {asked?.kind === 'move-to' && (
        <MoveDialog
          tree={tree}
          id={asked.id}
          onChoose={(target) => {
            setAsked(undefined);
            move(asked.id, target);
          }}
          onClose={() => close(asked.id)}
        />
      )}
      {asked?.kind === 'save' && (
        <ChangeDialog
          title={t`Make the group ${name}?`}
          steps={[{ id: 'create', name, change: { kind: 'create', body } }]}
          confirmLabel={t`Make the group`}
          onConfirm={save}
          onClose={() => setAsked(undefined)}
        />
      )}
      <UnsavedWork unsaved={() => dirty && !saved.current} />
    </section>
  );
}

/** The tree as it is sent, each organization after the one that it is below. */
function inOrder(tree: Tree): NonNullable<NewGroup['organizations']> {
  if (tree.highest === undefined) return [];
  return withLowerLevels(tree, tree.highest).map((organizationId) =>
    compact({ organizationId, parentId: parentOf(tree, organizationId) }),
  );
}
