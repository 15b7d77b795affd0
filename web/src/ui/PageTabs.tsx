import type { ReactNode } from 'react';
import classes from './PageTabs.module.css';

/** Links to the parts of one thing; the open one is marked by the router. */
export function PageTabs({
  label,
  page = false,
  children,
}: {
  label: string;
  /** Above a whole page, rather than below a heading. */
  page?: boolean;
  children: ReactNode;
}) {
  return (
    <nav className={classes.tabs} data-page={page || undefined} aria-label={label}>
      {children}
    </nav>
  );
}
