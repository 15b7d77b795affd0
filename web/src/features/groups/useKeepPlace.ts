import { useEffect, useLayoutEffect, useRef } from 'react';
import type { TreeViewState } from './useTreeView';

/**
 * Keeps the place when a search ends: at the row that somebody went to meanwhile, which stays where it is on the
 * screen, else where one was before. Returns what tells it that somebody went to a row.
 */
export function useKeepPlace(
  view: TreeViewState,
  element: HTMLElement | null,
  rowHeight: number,
): () => void {
  const searching = view.found !== undefined;
  const before = useRef({ searching, scrollTop: 0, touched: false });
  const shown = useRef(view);
  const anchor = useRef<{ id: string; offset: number }>(undefined);

  // Once other rows are laid out, the browser has scrolled to where they end: too late to ask.
  const scrollTop = useRef(0);
  useEffect(() => {
    if (!element) return;
    const scrolled = () => {
      scrollTop.current = element.scrollTop;
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  }, [element]);

  useLayoutEffect(() => {
    const last = shown.current;
    shown.current = view;
    if (!element) return;
    const scrollTo = (top: number) => {
      element.scrollTop = top;
      scrollTop.current = element.scrollTop;
    };
    if (anchor.current) {
      const index = view.indexOf(anchor.current.id);
      if (index !== undefined) scrollTo(index * rowHeight - anchor.current.offset);
      anchor.current = undefined;
    }
    if (searching === before.current.searching) return;
    if (searching) {
      before.current = { searching, scrollTop: scrollTop.current, touched: false };
      scrollTo(0);
      return;
    }
    const was = before.current;
    before.current = { searching, scrollTop: 0, touched: false };
    const row = last.rows[last.focusedIndex];
    if (!was.touched || !row) {
      scrollTo(was.scrollTop);
      return;
    }
    const offset = last.focusedIndex * rowHeight - scrollTop.current;
    const index = view.indexOf(row.id);
    if (index !== undefined) {
      scrollTo(index * rowHeight - offset);
      return;
    }
    anchor.current = { id: row.id, offset };
    view.open(row.id);
  });

  return () => {
    before.current.touched = true;
  };
}
