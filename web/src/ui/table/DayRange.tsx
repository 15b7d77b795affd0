import { Trans } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import classes from './DayRange.module.css';

/** A filter by two days, both included, each open where it is empty. */
export function DayRange({
  from,
  to,
  labels,
  timeZone,
  onChange,
}: {
  from: string | undefined;
  to: string | undefined;
  labels: { from: string; to: string };
  /** Whose days they are. */
  timeZone: string;
  onChange: (change: { from?: string; to?: string }) => void;
}) {
  return (
    <>
      <div className={classes.days}>
        <TextInput
          type="date"
          label={labels.from}
          value={from ?? ''}
          max={to}
          onChange={(event) => onChange({ from: event.currentTarget.value, to })}
        />
        <TextInput
          type="date"
          label={labels.to}
          value={to ?? ''}
          min={from}
          onChange={(event) => onChange({ from, to: event.currentTarget.value })}
        />
      </div>
      <p className={classes.hint}>
        <Trans>Days are those of {timeZone}; both are included.</Trans>
      </p>
    </>
  );
}
