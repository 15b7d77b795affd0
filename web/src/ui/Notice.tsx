import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs';
import IconInfoCircle from '@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

/** Something to know about this page or form, in its flow; `danger` is announced at once. */
export function Notice({
  tone,
  title,
  children,
  actions,
}: {
  tone: 'info' | 'warn' | 'danger';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={classes.root} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      <span className={classes.icon} aria-hidden>
        {tone === 'info' ? <IconInfoCircle size={16} /> : <IconAlertTriangle size={16} />}
      </span>
      <div className={classes.body}>
        {title && <strong className={classes.title}>{title}</strong>}
        {children && <div>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
