import IconArrowLeft from '@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './Page.module.css';
import type { RowLink } from './table/types';

/** The frame of a page that is read rather than searched. */
export function Page({
  back,
  title,
  meta,
  actions,
  children,
}: {
  back?: ReactNode;
  title: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      {back && <div className={classes.back}>{back}</div>}
      <header className={classes.header}>
        <div className={classes.heading}>
          <h1>{title}</h1>
          {meta && <div className={classes.meta}>{meta}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The way from one thing to the list that it is in. */
export function BackLink({ link, children }: { link: RowLink; children: ReactNode }) {
  return (
    <Link {...link} className={classes.backLink}>
      <IconArrowLeft size={14} aria-hidden />
      {children}
    </Link>
  );
}

export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Names and values; what has no value is left out by the caller or shown as a dash. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children === null || children === undefined || children === false || children === '' ? (
          <span aria-hidden>—</span>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}
