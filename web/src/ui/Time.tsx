import { useLingui } from '@lingui/react';
import { formatDateTime, formatUtc } from '~/lib/format';

/** A moment in the given time zone, in UTC under the pointer. */
export function Time({ value, timeZone }: { value: string; timeZone: string }) {
  const { i18n } = useLingui();
  return (
    <time dateTime={value} title={formatUtc(value)}>
      {formatDateTime(value, timeZone, i18n.locale)}
    </time>
  );
}
