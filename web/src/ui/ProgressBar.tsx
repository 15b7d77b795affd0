import classes from './ProgressBar.module.css';

/** How much of something is done, from 0 to 100; without a value it is at work and cannot say. */
export function ProgressBar({ label, value }: { label: string; value: number | undefined }) {
  return <progress className={classes.bar} aria-label={label} max={100} value={value} />;
}
