import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { to } from '~/paths';
import classes from './GroupPage.module.css';

/** The levels above, as far as one sees them, from the top down. */
export function HigherLevels({ levels }: { levels: readonly { id: string; name: string }[] }) {
  const { t } = useLingui();
  if (levels.length === 0) return null;
  return (
    <nav aria-label={t`Levels above`}>
      <ol className={classes.levels}>
        {levels.map(({ id, name }) => (
          <li key={id}>
            <Link {...to.overview(id)}>{name}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
