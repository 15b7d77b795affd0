import { type DragEvent, memo, type RefObject } from 'react';
import type { RowLink } from '~/ui/table/types';
import { RowContent, type TreeAction, TreeRowActions, useRowLabel } from './TreeRow';
import classes from './TreeView.module.css';
import type { Row, TreeItem } from './tree';

/** What a line does. Behind a reference, so that a line is made anew only where what it shows changes. */
export type LineHandlers = {
  linkOf: ((item: TreeItem) => RowLink) | undefined;
  actionsOf: ((item: TreeItem) => TreeAction[]) | undefined;
  drag: (
    id: string,
  ) => Record<'onDragStart' | 'onDragOver' | 'onDrop' | 'onDragEnd', (event: DragEvent) => void>;
  onToggle: (row: Row) => void;
  onFocus: (id: string) => void;
  onPress: (item: TreeItem, note: string | undefined) => void;
  onMenu: (id: string, opened: boolean) => void;
};

/** One organization of a tree that is in view. */
export const TreeLine = memo(function TreeLine({
  row,
  item,
  below,
  query,
  top,
  height,
  reachable,
  note,
  drop,
  moved,
  draggable,
  menu,
  handlers,
}: {
  row: Row;
  item: TreeItem;
  below: number;
  query: string;
  top: number;
  height: number;
  /** By Tab. */
  reachable: boolean;
  /** Why it cannot be chosen. */
  note: string | undefined;
  /** What is dragged is over it, and can be put there or cannot. */
  drop: 'possible' | 'refused' | undefined;
  moved: boolean;
  draggable: boolean;
  /** Its menu is open. */
  menu: boolean;
  handlers: RefObject<LineHandlers | undefined>;
}) {
  const rowLabel = useRowLabel();
  const { id } = row;
  const on =
    <Handler extends keyof ReturnType<LineHandlers['drag']>>(handler: Handler) =>
    (event: DragEvent) =>
      handlers.current?.drag(id)[handler](event);
  const actions = handlers.current?.actionsOf?.(item);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      role="treeitem"
      data-id={id}
      aria-level={row.depth}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.open}
      aria-disabled={note !== undefined || undefined}
      aria-label={rowLabel(item, below, note)}
      tabIndex={reachable ? 0 : -1}
      className={classes.row}
      data-moved={moved || undefined}
      data-drop={drop}
      style={{ position: 'absolute', top, height }}
      draggable={draggable}
      onDragStart={on('onDragStart')}
      onDragOver={on('onDragOver')}
      onDrop={on('onDrop')}
      onDragEnd={on('onDragEnd')}
      onFocus={() => handlers.current?.onFocus(id)}
      onClick={(event) => {
        if (!event.defaultPrevented) handlers.current?.onPress(item, note);
      }}
    >
      <RowContent
        row={row}
        item={item}
        below={below}
        query={query}
        note={note}
        link={handlers.current?.linkOf?.(item)}
        onToggle={() => handlers.current?.onToggle(row)}
      >
        {actions && actions.length > 0 && (
          <TreeRowActions
            actions={actions}
            name={item.name}
            reachable={reachable}
            opened={menu}
            onOpened={(opened) => handlers.current?.onMenu(id, opened)}
          />
        )}
      </RowContent>
    </div>
  );
});
