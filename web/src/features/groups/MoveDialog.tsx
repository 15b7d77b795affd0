import { Trans, useLingui } from '@lingui/react/macro';
import { Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Dialogs.module.css';
import { TreeSearchInput } from './TreeSearchInput';
import { TreeView } from './TreeView';
import { parentOf, type Tree } from './tree';
import { useObstacle } from './useRefusal';
import { useTreeView } from './useTreeView';

/** Where an organization moves to, chosen from the tree itself: the way without dragging. */
export function MoveDialog({
  tree,
  id,
  onChoose,
  onClose,
}: {
  tree: Tree;
  id: string;
  onChoose: (target: string) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const top = useTopmost(true);
  const [query, setQuery] = useState('');
  const obstacle = useObstacle(tree);
  const view = useTreeView(tree, query, parentOf(tree, id));
  const frame = useRef<HTMLDivElement>(null);
  const name = tree.items.get(id)?.name ?? id;

  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Move ${name} below…`}
      centered
      size={640}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <div ref={frame} className={classes.picker}>
        <TreeSearchInput
          label={t`Find the organization that it comes below`}
          value={query}
          onChange={setQuery}
          onDown={() => frame.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus()}
        />
        <TreeView
          view={view}
          nothing={
            <p className={classes.nothing} role="status">
              <Trans>No organization of this tree has it in its name.</Trans>
            </p>
          }
          label={t`Organizations`}
          noteOf={(target) => obstacle(id, target)}
          onEnter={({ organizationId }) => {
            if (obstacle(id, organizationId) === undefined) onChoose(organizationId);
          }}
          onPress={({ organizationId }) => onChoose(organizationId)}
        />
      </div>
    </Modal>
  );
}
