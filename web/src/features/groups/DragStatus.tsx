import { Trans } from '@lingui/react/macro';
import classes from './TreeView.module.css';

/** What would happen if one let go now, in words that are also announced. */
export function DragStatus({
  moving,
  target,
  refused,
  byKeys,
}: {
  moving: string | undefined;
  target: string | undefined;
  refused: string | undefined;
  byKeys: boolean;
}) {
  return (
    <div className={classes.status} role="status" data-shown={moving !== undefined || undefined}>
      {moving !== undefined && (
        <>
          <span className={classes.what} data-refused={refused !== undefined || undefined}>
            {target === undefined || target === moving ? (
              <Trans>Moving {moving}. Choose what it comes below.</Trans>
            ) : refused === undefined ? (
              <Trans>
                Move {moving} below {target}
              </Trans>
            ) : (
              <Trans>
                Not below {target}: {refused}
              </Trans>
            )}
          </span>
          {byKeys && (
            <span className={classes.how}>
              <Trans>
                <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> move · <kbd>Esc</kbd> cancel
              </Trans>
            </span>
          )}
        </>
      )}
    </div>
  );
}
