import type { ReactNode } from 'react';
import { PageTabs } from './PageTabs';
import classes from './TabbedPage.module.css';

/** The frame of several pages about one thing, a tab each. */
export function TabbedPage({
  title,
  meta,
  tabs,
  children,
}: {
  title: string;
  meta?: ReactNode;
  /** Links; none where only one page is to be seen. */
  tabs?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div>
      <header className={classes.head}>
        <h1>{title}</h1>
        {meta && <p className={classes.meta}>{meta}</p>}
      </header>
      {tabs && (
        <PageTabs page label={title}>
          {tabs}
        </PageTabs>
      )}
      <div className={classes.body}>{children}</div>
    </div>
  );
}
