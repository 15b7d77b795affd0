import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

/** What stands where content would be: why there is none, and the next step. */
export function EmptyState({
  icon,
  title,
  page = false,
  children,
  actions,
}: {
  icon?: ReactNode;
  title: string;
  /** It stands for a whole page and heads it. */
  page?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Heading = page ? 'h1' : 'h2';
  return (
    <div className={classes.root}>
      {icon && (
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
      )}
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
