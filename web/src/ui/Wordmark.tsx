import classes from './Wordmark.module.css';

/** The product's name with its mark, drawn so that it needs no font and no request. */
export function Wordmark() {
  return (
    <span className={classes.root}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="7" className={classes.plate} />
        <path d="M8 9.5h16M16 9.5V24M11 16h10" className={classes.sign} />
      </svg>
      <span>Tenantry</span>
    </span>
  );
}
