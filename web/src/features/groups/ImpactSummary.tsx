import { Plural, Trans, useLingui } from '@lingui/react/macro';
import IconMinus from '@tabler/icons-react/dist/esm/icons/IconMinus.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import type { ReactNode } from 'react';
import { formatNumber } from '~/lib/format';
import classes from './ImpactSummary.module.css';
import type { Affected, Impact } from './wire';

/** Who would gain and who would lose access, by number and the first few by name. */
export function ImpactSummary({ impact }: { impact: Impact }) {
  const { gains, loses, organizations } = impact;
  return (
    <div className={classes.summary}>
      {gains.count === 0 && loses.count === 0 && (
        <p className={classes.nobody}>
          <Trans>Nobody gains or loses access.</Trans>
        </p>
      )}
      {gains.count > 0 && (
        <People tone="gains" affected={gains}>
          <Plural value={gains.count} one="# person gains access" other="# people gain access" />
        </People>
      )}
      {loses.count > 0 && (
        <People tone="loses" affected={loses}>
          <Plural value={loses.count} one="# person loses access" other="# people lose access" />
        </People>
      )}
      {organizations > 0 && (
        <p className={classes.organizations}>
          <Plural
            value={organizations}
            one="The levels above change for # organization."
            other="The levels above change for # organizations."
          />
        </p>
      )}
    </div>
  );
}

function People({
  tone,
  affected: { count, examples },
  children,
}: {
  tone: 'gains' | 'loses';
  affected: Affected;
  children: ReactNode;
}) {
  const { i18n } = useLingui();
  const rest = formatNumber(count - examples.length, i18n.locale);
  return (
    <div className={classes.people} data-tone={tone}>
      <strong className={classes.count}>
        {tone === 'gains' ? <IconPlus size={14} aria-hidden /> : <IconMinus size={14} aria-hidden />}
        {children}
      </strong>
      <ul className={classes.examples}>
        {examples.map(({ accountId, name, email }) => (
          <li key={accountId}>
            <span>{name}</span>
            <span className={classes.email}>{email}</span>
          </li>
        ))}
        {count > examples.length && (
          <li className={classes.email}>
            <Trans>and {rest} more</Trans>
          </li>
        )}
      </ul>
    </div>
  );
}
