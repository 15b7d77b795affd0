import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { RangeLook } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { Fact, Facts } from '~/ui/Page';
import classes from './RangePreview.module.css';

/** What saving the range would add, and what keeps it from being saved. */
export function RangePreview({ found }: { found: RangeLook }) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  const { count, first, last, conflicts, conflictCount, warnings } = found;
  const more = conflictCount - conflicts.length;
  return (
    <div className={classes.preview} role="status">
      <Facts>
        <Fact label={t`Numbers`}>{formatNumber(count, i18n.locale)}</Fact>
        <Fact label={t`First`}>
          <span className="mono">{first.display}</span>
        </Fact>
        <Fact label={t`Last`}>
          <span className="mono">{last.display}</span>
        </Fact>
      </Facts>
      {[...new Set(warnings.map((note) => text.field(note)))].map((words) => (
        <Notice key={words} tone="warn">
          {words}
        </Notice>
      ))}
      {conflictCount > 0 && (
        <Notice tone="danger" title={t`Nothing can be saved like this`}>
          <p>
            <Plural
              value={conflictCount}
              one="# number of the range cannot be added. Choose another range."
              other="# numbers of the range cannot be added. Choose another range."
            />
          </p>
          <ul className={classes.conflicts}>
            {conflicts.map((conflict) => (
              <li key={conflict.number}>
                <span className="mono">{conflict.display}</span> {text.field(conflict)}
              </li>
            ))}
          </ul>
          {more > 0 && (
            <p>
              <Trans>and {formatNumber(more, i18n.locale)} more</Trans>
            </p>
          )}
        </Notice>
      )}
    </div>
  );
}
