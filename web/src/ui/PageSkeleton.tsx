import classes from './PageSkeleton.module.css';

const widths = ['40%', '64%', '52%', '70%', '46%', '58%'];

/** Bars where a page's title and facts will be. */
export function PageSkeleton() {
  return (
    <div className={classes.page} aria-busy>
      <span className={classes.title} />
      {widths.map((width) => (
        <span key={width} className={classes.line} style={{ width }} />
      ))}
    </div>
  );
}
