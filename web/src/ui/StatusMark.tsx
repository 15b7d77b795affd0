import type { ReactNode } from 'react';
import classes from './StatusMark.module.css';

type Tone = 'ok' | 'off' | 'danger' | 'warn' | 'neutral';

/** A status by text, shape and colour: a filled dot, a ring or a triangle says the same without the colour. */
export function StatusMark({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.root} data-tone={tone}>
      <svg viewBox="0 0 10 10" width="8" height="8" aria-hidden="true" className={classes.shape}>
        {tone === 'ok' && <circle cx="5" cy="5" r="4.5" fill="currentColor" />}
        {tone === 'neutral' && (
          <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
        )}
        {tone === 'off' && <path d="M2 1h2v8H2zM6 1h2v8H6z" fill="currentColor" />}
        {tone === 'warn' && <path d="M5 .5 9.8 9.5H.2z" fill="currentColor" />}
        {tone === 'danger' && <path d="m1 1 8 8m0-8L1 9" stroke="currentColor" strokeWidth="2" />}
      </svg>
      {children}
    </span>
  );
}
