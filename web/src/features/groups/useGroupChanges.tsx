import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useRef, useState } from 'react';
import { useProblemText } from '~/lib/problemText';
import { toast } from '~/ui/toast';
import { AddDialog } from './AddDialog';
import { type Change, makeChange } from './api';
import { ChangeDialog } from './ChangeDialog';
import type { Addable } from './edits';
import { MoveDialog } from './MoveDialog';
import { childrenOf, higherLevels, parentOf, type Tree, withLowerLevels } from './tree';
import type { TreeViewState } from './useTreeView';

/** Up to how many removed organizations the toast offers to put back, one by one. */
const restorable = 50;

type Asked =
  | { kind: 'add'; below: string | null }
  | { kind: 'confirm-add'; below: string | null; organizations: Addable[] }
  | { kind: 'move-to'; id: string }
  | { kind: 'move'; id: string; target: string }
  | { kind: 'remove'; id: string };

/** Changes of a group's tree: each says first what it will do, and can be taken back from its toast. */
export function useGroupChanges(group: string, tree: Tree, view: TreeViewState) {
  const { t } = useLingui();
  const text = useProblemText();
  const [asked, setAsked] = useState<Asked>();
  const latest = useRef(view);
  latest.current = view;
  const nameOf = (id: string) => tree.items.get(id)?.name ?? id;

  /** Closes the dialog, and puts the focus on that row, whatever is above it. */
  function finish(id: string | undefined, below?: string | null) {
    setAsked(undefined);
    if (below) latest.current.setOpen([...higherLevels(tree, below), below], true);
    if (id !== undefined) latest.current.reveal(id);
  }

  function undo(changes: Change[], said: string, focus: string | undefined) {
    return {
      label: t`Undo`,
      run: async () => {
        try {
          for (const change of changes) await makeChange(change);
          toast({ tone: 'done', text: said });
          if (focus !== undefined) latest.current.reveal(focus);
        } catch (error) {
          toast({ tone: 'error', text: text.problem(error) });
        }
      },
    };
  }

  async function move(id: string, target: string) {
    const before = parentOf(tree, id);
    const name = nameOf(id);
    const above = nameOf(target);
    await makeChange({ kind: 'move', group, organizationId: id, parentId: target });
    finish(id, target);
    toast({
      tone: 'done',
      text: t`${name} is below ${above} now.`,
      action:
        before === undefined
          ? undefined
          : undo(
              [{ kind: 'move', group, organizationId: id, parentId: before }],
              t`${name} is back where it was.`,
              id,
            ),
    });
  }

  async function add(organizations: Addable[], below: string | null) {
    const done: Addable[] = [];
    try {
      for (const organization of organizations) {
        const { organizationId } = organization;
        await makeChange({ kind: 'add', group, organizationId, parentId: below });
        done.push(organization);
      }
    } catch (error) {
      // What was added before one was refused stays, and is said; the question goes on about the others.
      setAsked({ kind: 'confirm-add', below, organizations: organizations.slice(done.length) });
      throw error;
    } finally {
      if (done.length > 0) announceAdded(done, below);
    }
    finish(done[0]?.organizationId, below);
  }

  function announceAdded(done: Addable[], below: string | null) {
    const name = done[0]?.name ?? '';
    const count = done.length;
    toast({
      tone: 'done',
      text: count === 1 ? t`${name} is in the group now.` : t`${count} organizations are in the group now.`,
      action: undo(
        done.map(({ organizationId }) => ({ kind: 'remove', group, organizationId, subtree: false })),
        count === 1 ? t`${name} is out of the group again.` : t`They are out of the group again.`,
        below ?? undefined,
      ),
    });
  }

  async function remove(id: string) {
    const parent = parentOf(tree, id);
    const siblings = childrenOf(tree, parent ?? '');
    const at = siblings.indexOf(id);
    const gone = withLowerLevels(tree, id);
    const name = nameOf(id);
    const count = gone.length;
    await makeChange({ kind: 'remove', group, organizationId: id, subtree: count > 1 });
    finish(siblings[at + 1] ?? siblings[at - 1] ?? parent);
    toast({
      tone: 'done',
      text:
        count === 1
          ? t`${name} is out of the group now.`
          : t`${name} and everything below it are out of the group now.`,
      action:
        count > restorable
          ? undefined
          : undo(
              gone.map((organizationId) => ({
                kind: 'add',
                group,
                organizationId,
                parentId: parentOf(tree, organizationId) ?? null,
              })),
              t`${name} is in the group again.`,
              id,
            ),
    });
  }

  function dialog(): ReactNode {
    if (!asked) return null;
    switch (asked.kind) {
      case 'add':
        return (
          <AddDialog
            title={
              asked.below === null
                ? t`Choose the highest level`
                : t`Add organizations below ${nameOf(asked.below)}`
            }
            highest={asked.below === null}
            onChoose={(organizations) => setAsked({ ...asked, kind: 'confirm-add', organizations })}
            onClose={() => finish(asked.below ?? undefined)}
          />
        );
      case 'confirm-add': {
        const { organizations, below } = asked;
        const first = organizations[0]?.name ?? '';
        return (
          <ChangeDialog
            title={
              below === null
                ? t`Make ${first} the highest level?`
                : organizations.length === 1
                  ? t`Add ${first} below ${nameOf(below)}?`
                  : t`Add ${organizations.length} organizations below ${nameOf(below)}?`
            }
            steps={organizations.map(({ organizationId, name }) => ({
              id: organizationId,
              name,
              change: { kind: 'add', group, organizationId, parentId: below },
            }))}
            confirmLabel={t`Add`}
            onConfirm={() => add(organizations, below)}
            onClose={() => finish(below ?? undefined)}
          />
        );
      }
      case 'move-to':
        return (
          <MoveDialog
            tree={tree}
            id={asked.id}
            onChoose={(target) => setAsked({ kind: 'move', id: asked.id, target })}
            onClose={() => finish(asked.id)}
          />
        );
      case 'move': {
        const { id, target } = asked;
        const along = tree.below.get(id) ?? 0;
        return (
          <ChangeDialog
            title={t`Move ${nameOf(id)} below ${nameOf(target)}?`}
            steps={[
              {
                id,
                name: nameOf(id),
                change: { kind: 'move', group, organizationId: id, parentId: target },
              },
            ]}
            confirmLabel={t`Move`}
            onConfirm={() => move(id, target)}
            onClose={() => finish(id)}
          >
            {along > 0 && (
              <p>
                <Plural
                  value={along}
                  one="The organization below it moves along."
                  other="The # organizations below it move along."
                />
              </p>
            )}
          </ChangeDialog>
        );
      }
      case 'remove': {
        const { id } = asked;
        const below = tree.below.get(id) ?? 0;
        const name = nameOf(id);
        return (
          <ChangeDialog
            title={below > 0 ? t`Remove ${name} and everything below it?` : t`Remove ${name} from the group?`}
            steps={[{ id, name, change: { kind: 'remove', group, organizationId: id, subtree: below > 0 } }]}
            confirmLabel={t`Remove`}
            danger
            typeToConfirm={below + 1 > restorable ? name : undefined}
            onConfirm={() => remove(id)}
            onClose={() => finish(id)}
          >
            {below > 0 ? (
              <>
                <p>
                  <Plural
                    value={below}
                    one="It leaves the group together with the organization below it."
                    other="It leaves the group together with the # organizations below it."
                  />{' '}
                  <Trans>The organizations themselves stay.</Trans>
                </p>
                <p>
                  <Trans>To remove {name} alone, move what is below it to another place first.</Trans>
                </p>
              </>
            ) : (
              <p>
                <Trans>It leaves the group. The organization itself stays.</Trans>
              </p>
            )}
          </ChangeDialog>
        );
      }
    }
  }

  return {
    dialog: dialog(),
    addBelow: (below: string | null) => setAsked({ kind: 'add', below }),
    moveTo: (id: string) => setAsked({ kind: 'move-to', id }),
    move: (id: string, target: string) => setAsked({ kind: 'move', id, target }),
    remove: (id: string) => setAsked({ kind: 'remove', id }),
  };
}
