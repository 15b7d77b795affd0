import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { lowerLevelsQuery } from './api';
import classes from './Hierarchy.module.css';
import { HigherLevels } from './HigherLevels';

/** How many of those directly below are named here; the tree has them all. */
const named = 12;

/** Beyond so many the whole tree is not loaded for the sake of naming a few. */
const small = 1000;

/** Where an organization stands: the levels above it that one sees, and what is below it. */
export function Hierarchy({ organizationId, lowerLevels }: { organizationId: string; lowerLevels: number }) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  // A search for its own ID finds it alone, with the levels above.
  const levels = useQuery(lowerLevelsQuery(organizationId, lowerLevels <= small ? '' : organizationId));
  if (levels.isError) return <Notice tone="danger">{text.problem(levels.error)}</Notice>;
  const higher = levels.data?.higherLevels ?? [];
  if (lowerLevels === 0 && higher.length === 0) return null;
  const below = (levels.data?.items ?? []).filter(({ parentId }) => parentId === organizationId);
  const shown = below.slice(0, named);
  const count = formatNumber(lowerLevels, i18n.locale);

  return (
    <Section title={t`Hierarchy`}>
      <div className={classes.hierarchy}>
        {higher.length > 0 && (
          <div className={classes.row}>
            <span className={classes.label}>
              <Trans>Levels above</Trans>
            </span>
            <HigherLevels levels={higher} />
          </div>
        )}
        {lowerLevels > 0 && (
          <div className={classes.row}>
            <span className={classes.label}>
              <Plural value={lowerLevels} one="# organization below" other="# organizations below" />
            </span>
            <ul className={classes.below}>
              {shown.map((item) => (
                <li key={item.organizationId}>
                  <Link {...to.overview(item.organizationId)}>{item.name}</Link>
                </li>
              ))}
              <li>
                <Link className={classes.all} {...to.lowerLevels(organizationId)}>
                  {lowerLevels === 1 ? (
                    <Trans>Show the tree</Trans>
                  ) : (
                    <Trans>Show the tree of all {count}</Trans>
                  )}
                </Link>
              </li>
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}
