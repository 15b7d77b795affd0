import { Trans } from '@lingui/react/macro';
import { useLabels } from '~/features/organizations/labels';
import classes from './TreeView.module.css';

/** Contracting, executing or neither, by text and by shape: a filled square, an outlined one, a dashed one. */
export function TypeMark({ type }: { type: string | null }) {
  const labels = useLabels();
  return (
    <span className={classes.type}>
      <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        {type === 'contracting' ? (
          <rect x=".5" y=".5" width="9" height="9" rx="1.5" fill="currentColor" />
        ) : (
          <rect
            x="1"
            y="1"
            width="8"
            height="8"
            rx="1.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray={type === null ? '2 1.5' : undefined}
          />
        )}
      </svg>
      {type === null ? <Trans>No registration</Trans> : labels.value('type', type)}
    </span>
  );
}
