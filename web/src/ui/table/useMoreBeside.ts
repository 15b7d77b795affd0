import { type RefObject, useEffect, useState } from 'react';

/** Whether there is more at the right of what a scroller shows. */
export function useMoreBeside(scroller: RefObject<HTMLElement | null>): boolean {
  const [more, setMore] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // What is left of a pixel is nothing to scroll to.
    const look = () => setMore(element.scrollWidth - element.clientWidth - element.scrollLeft > 1);
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  return more;
}
