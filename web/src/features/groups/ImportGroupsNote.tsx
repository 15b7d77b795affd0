import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { to } from '~/paths';
import classes from './Hierarchy.module.css';

/** What an import does to the hierarchy. */
export function ImportGroupsNote({ done }: { done: boolean }) {
  return (
    <p className={classes.note}>
      <Trans>
        Groups are built from the column <code>parent_key</code>: each organization with others below it and
        none above it becomes the highest level of a group named after it.
      </Trans>{' '}
      {done && (
        <Link {...to.groups()}>
          <Trans>Show the groups</Trans>
        </Link>
      )}
    </p>
  );
}
