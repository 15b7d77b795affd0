import { useMediaQuery } from '@mantine/hooks';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RowLink } from '~/ui/table/types';
import { DragStatus } from './DragStatus';
import { PinnedLevels } from './PinnedLevels';
import { scrollTopFor } from './pinned';
import { type LineHandlers, TreeLine } from './TreeLine';
import { RowContent, type TreeAction } from './TreeRow';
import classes from './TreeView.module.css';
import { childrenOf, parentOf, type TreeItem } from './tree';
import { keyMove, typeAhead } from './treeKeys';
import { useKeepPlace } from './useKeepPlace';
import { useTreeDrag } from './useTreeDrag';
import type { TreeViewState } from './useTreeView';

/** How long letters belong to one name that is typed ahead, in milliseconds. */
const typingPause = 800;

export type Moving = {
  /** Why it cannot be moved below the target, in words; undefined where it can. */
  obstacle: (id: string, target: string) => string | undefined;
  onMove: (id: string, target: string) => void;
};

/**
 * A hierarchy of any size: only what is in view is in the page, with the levels above it pinned at the top. The focus
 * is on one row, which stays in the page wherever one scrolls.
 */
export function TreeView({
  view,
  label,
  describedBy,
  nothing,
  linkOf,
  onEnter,
  onPress,
  noteOf,
  actionsOf,
  moving,
}: {
  view: TreeViewState;
  label: string;
  /** The ID of what says its keys. */
  describedBy?: string;
  /** Said where no row is shown; the place among the rows is kept meanwhile. */
  nothing: ReactNode;
  /** Where the name of a row leads. */
  linkOf?: (item: TreeItem) => RowLink;
  /** Enter on a row. */
  onEnter: (item: TreeItem) => void;
  /** A click on a row, where that is more than putting the focus there. */
  onPress?: (item: TreeItem) => void;
  /** Why a row cannot be chosen. */
  noteOf?: (id: string) => string | undefined;
  actionsOf?: (item: TreeItem) => TreeAction[];
  moving?: Moving;
}) {
  const { tree, rows, focusedIndex } = view;
  const narrow = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false });
  const rowHeight = narrow ? 52 : 36;
  // As a state: what is inside of it comes before it.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const [menu, setMenu] = useState<string>();

  const { drag, handlers, pickUp, stop } = useTreeDrag({
    canMove: (id) => moving !== undefined && parentOf(tree, id) !== undefined,
    isPossible: (id, target) => moving?.obstacle(id, target) === undefined,
    onMove: (id, target) => moving?.onMove(id, target),
    onOpen: (id) => view.setOpen([id], true),
  });
  const dragged = drag && view.indexOf(drag.id);
  const focusedId = rows[focusedIndex]?.id;
  const target = drag?.by === 'keys' ? focusedId : drag?.over;
  const refused = drag && target !== undefined ? moving?.obstacle(drag.id, target) : undefined;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    initialRect: { width: 800, height: 600 },
    overscan: 10,
    // The browser ends a drag, and the focus is lost, with the element that it is about.
    rangeExtractor: (range: Range) => withIndexes(defaultRangeExtractor(range), [focusedIndex, dragged]),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is measured anew
  useEffect(() => virtual.measure(), [rowHeight]);

  const elementOf = (id: string) =>
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null;

  // A wish is granted once, when its row is there.
  const granted = useRef<object>(undefined);
  useLayoutEffect(() => {
    const { wanted } = view;
    if (!wanted || !scroller || granted.current === wanted) return;
    const index = view.indexOf(wanted.id);
    if (index === undefined) return;
    granted.current = wanted;
    const { scrollTop, clientHeight: height } = scroller;
    scroller.scrollTop = scrollTopFor(rows, index, { scrollTop, height }, rowHeight);
    const row = elementOf(wanted.id);
    row?.focus({ preventScroll: true });
    // On a phone the page scrolls too.
    if (narrow) row?.scrollIntoView({ block: 'nearest' });
  });
  const touched = useKeepPlace(view, scroller, rowHeight);

  const goTo = (index: number) => {
    const row = rows[index];
    if (row) view.reveal(row.id);
    touched();
  };

  function pressed(event: KeyboardEvent) {
    const row = rows[focusedIndex];
    const item = row && tree.items.get(row.id);
    if (!item || event.nativeEvent.isComposing) return;
    const onRow = event.target instanceof HTMLElement && event.target.role === 'treeitem';
    if (run()) {
      event.preventDefault();
      event.stopPropagation();
    }

    function run(): boolean {
      if (drag?.by === 'keys' && item) {
        if (event.key === 'Escape') return cancelDrag();
        if (event.key === 'Enter' || event.key === ' ') return drop(drag.id, item.organizationId);
      } else if (onRow && item) {
        const action = actionsOf?.(item).find(({ keys }) => keys?.pressed(event));
        if (action) {
          action.run();
          return true;
        }
        if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
          if (actionsOf) setMenu(item.organizationId);
          return actionsOf !== undefined;
        }
        if (event.key === 'Enter') {
          onEnter(item);
          return true;
        }
      }
      if (event.ctrlKey || event.metaKey || event.altKey || !item) return false;
      const page = Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 1;
      const move = keyMove(rows, focusedIndex, event.key, Math.max(1, page));
      if (move) {
        if ('to' in move) goTo(move.to);
        else if ('open' in move) view.setOpen([item.organizationId], move.open);
        else view.setOpen(childrenOf(tree, item.parentId ?? ''), true);
        return true;
      }
      return onRow && typedAhead(item);
    }

    function typedAhead(item: TreeItem): boolean {
      const now = event.timeStamp;
      const text = now - typed.current.at < typingPause ? typed.current.text : '';
      if (event.key === ' ' && text === '') {
        if (moving) pickUp(item.organizationId);
        else onEnter(item);
        return true;
      }
      // Those two are the page's: its search and its keys.
      if ([...event.key].length !== 1 || event.key === '/' || event.key === '?') return false;
      typed.current = { text: text + event.key, at: now };
      const index = typeAhead(tree, rows, focusedIndex, typed.current.text);
      if (index !== undefined) goTo(index);
      return true;
    }
  }

  function cancelDrag(): boolean {
    if (drag) view.reveal(drag.id);
    stop();
    return true;
  }

  function drop(id: string, onto: string): boolean {
    if (moving?.obstacle(id, onto) === undefined) {
      stop();
      moving?.onMove(id, onto);
    }
    return true;
  }

  const latest = useRef<LineHandlers>(undefined);
  latest.current = {
    linkOf,
    actionsOf,
    drag: handlers,
    onToggle: (row) => {
      view.setFocused(row.id);
      view.setOpen([row.id], !row.open);
    },
    onFocus: view.setFocused,
    onPress: (item, note) => {
      view.setFocused(item.organizationId);
      touched();
      if (note === undefined) onPress?.(item);
    },
    onMenu: (id, opened) => setMenu(opened ? id : undefined),
  };
  const dropState = (id: string) =>
    drag && target === id ? (refused === undefined ? 'possible' : 'refused') : undefined;

  return (
    <div className={classes.frame} data-dragging={drag?.by}>
      <div ref={setScroller} className={classes.scroller}>
        <PinnedLevels
          scroller={scroller}
          rows={rows}
          rowHeight={rowHeight}
          render={(row) => {
            const item = tree.items.get(row.id);
            return (
              item && (
                // biome-ignore lint/a11y/noStaticElementInteractions: it stands in for a row that keys reach
                // biome-ignore lint/a11y/useKeyWithClickEvents: as above
                <div
                  className={classes.row}
                  data-drop={dropState(row.id)}
                  {...handlers(row.id)}
                  onClick={() => view.reveal(row.id)}
                >
                  <RowContent
                    row={row}
                    item={item}
                    below={tree.below.get(row.id) ?? 0}
                    query={view.query}
                    onToggle={() => latest.current?.onToggle(row)}
                  />
                </div>
              )
            );
          }}
        />
        {rows.length === 0 && nothing}
        <div
          ref={list}
          role="tree"
          aria-label={label}
          aria-describedby={describedBy}
          className={classes.rows}
          style={{ height: rows.length * rowHeight }}
          onKeyDown={pressed}
          onBlur={(event) => {
            if (drag?.by === 'keys' && !event.currentTarget.contains(event.relatedTarget)) stop();
          }}
        >
          {virtual.getVirtualItems().map(({ index, key }) => {
            const row = rows[index];
            const item = row && tree.items.get(row.id);
            if (!row || !item) return null;
            return (
              <TreeLine
                key={key}
                row={row}
                item={item}
                below={tree.below.get(row.id) ?? 0}
                query={view.query}
                top={index * rowHeight}
                height={rowHeight}
                reachable={index === focusedIndex}
                note={noteOf?.(row.id)}
                drop={dropState(row.id)}
                moved={drag?.id === row.id}
                draggable={moving !== undefined && item.parentId !== null && !narrow}
                menu={menu === row.id}
                handlers={latest}
              />
            );
          })}
        </div>
      </div>
      <DragStatus
        moving={drag && tree.items.get(drag.id)?.name}
        target={target === undefined ? undefined : tree.items.get(target)?.name}
        refused={refused}
        byKeys={drag?.by === 'keys'}
      />
    </div>
  );
}

function withIndexes(range: number[], also: (number | undefined)[]): number[] {
  const more = also.filter(
    (index) => index !== undefined && index >= 0 && !range.includes(index),
  ) as number[];
  return more.length === 0 ? range : [...new Set([...range, ...more])].sort((a, b) => a - b);
}
