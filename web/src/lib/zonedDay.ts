/** Minutes by which the time zone is ahead of UTC at that instant. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const at = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return (local - Math.floor(instant / 1000) * 1000) / 60_000;
}

/** The instant at which a calendar day (`2026-01-31`) begins in a time zone, as RFC 3339 in UTC. */
export function startOfDay(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = utc - offsetAt(utc, timeZone) * 60_000;
  // The offset may change between the two instants, on the day on which the clocks do.
  const exact = utc - offsetAt(guess, timeZone) * 60_000;
  return new Date(exact).toISOString().replace('.000Z', 'Z');
}

export function startOfNextDay(day: string, timeZone: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return startOfDay(next, timeZone);
}
