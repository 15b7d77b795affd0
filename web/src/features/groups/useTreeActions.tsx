import { useLingui } from '@lingui/react/macro';
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs';
import IconFolderSymlink from '@tabler/icons-react/dist/esm/icons/IconFolderSymlink.mjs';
import IconIndentDecrease from '@tabler/icons-react/dist/esm/icons/IconIndentDecrease.mjs';
import IconIndentIncrease from '@tabler/icons-react/dist/esm/icons/IconIndentIncrease.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import type { KeyLike, TreeAction } from './TreeRow';
import { hasRoomBelow, indentTarget, obstacleTo, outdentTarget } from './targets';
import type { Tree, TreeItem } from './tree';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys of a tree that can be changed, as they are written here. */
export const treeKeys = {
  open: 'Enter',
  pickUp: 'Space',
  add: '+',
  moveTo: isMac ? '⌥M' : 'Alt+M',
  remove: isMac ? '⌫' : 'Del',
  indent: 'Shift+→',
  outdent: 'Shift+←',
};

const plain = ({ altKey, ctrlKey }: KeyLike) => !altKey && !ctrlKey;

/** What can be done with an organization of a tree that is being arranged. */
export function useTreeActions(
  tree: Tree,
  {
    onAdd,
    onMoveTo,
    onMove,
    onRemove,
    onOpen,
  }: {
    onAdd: (below: string) => void;
    onMoveTo: (id: string) => void;
    onMove: (id: string, target: string) => void;
    onRemove: (id: string) => void;
    onOpen?: (id: string) => void;
  },
): (item: TreeItem) => TreeAction[] {
  const { t } = useLingui();

  return ({ organizationId: id, parentId }) => {
    const nameOf = (other: string) => tree.items.get(other)?.name ?? other;
    const actions: TreeAction[] = [];
    if (onOpen) {
      actions.push({
        id: 'open',
        label: t`Open`,
        icon: <IconArrowRight size={16} aria-hidden />,
        keys: { shown: treeKeys.open, pressed: () => false },
        run: () => onOpen(id),
      });
    }
    if (hasRoomBelow(tree, id)) {
      actions.push({
        id: 'add',
        label: t`Add below…`,
        icon: <IconPlus size={16} aria-hidden />,
        inline: true,
        keys: {
          shown: treeKeys.add,
          pressed: (event) => plain(event) && (event.key === '+' || event.key === 'Insert'),
        },
        run: () => onAdd(id),
      });
    }
    if (parentId !== null) {
      actions.push({
        id: 'move-to',
        label: t`Move to…`,
        icon: <IconFolderSymlink size={16} aria-hidden />,
        inline: true,
        keys: {
          shown: treeKeys.moveTo,
          pressed: ({ altKey, ctrlKey, code }) => altKey && !ctrlKey && code === 'KeyM',
        },
        run: () => onMoveTo(id),
      });
    }
    const deeper = indentTarget(tree, id);
    if (deeper !== undefined && obstacleTo(tree, id, deeper) === undefined) {
      const name = nameOf(deeper);
      actions.push({
        id: 'indent',
        label: t`Move below ${name}`,
        icon: <IconIndentIncrease size={16} aria-hidden />,
        keys: {
          shown: treeKeys.indent,
          pressed: (event) => plain(event) && event.shiftKey && event.key === 'ArrowRight',
        },
        run: () => onMove(id, deeper),
      });
    }
    const higher = outdentTarget(tree, id);
    if (higher !== undefined) {
      const name = nameOf(higher);
      actions.push({
        id: 'outdent',
        label: t`Move up, below ${name}`,
        icon: <IconIndentDecrease size={16} aria-hidden />,
        keys: {
          shown: treeKeys.outdent,
          pressed: (event) => plain(event) && event.shiftKey && event.key === 'ArrowLeft',
        },
        run: () => onMove(id, higher),
      });
    }
    actions.push({
      id: 'remove',
      label: t`Remove…`,
      icon: <IconTrash size={16} aria-hidden />,
      danger: true,
      inline: true,
      keys: {
        shown: treeKeys.remove,
        pressed: (event) => plain(event) && (event.key === 'Delete' || event.key === 'Backspace'),
      },
      run: () => onRemove(id),
    });
    return actions;
  };
}
