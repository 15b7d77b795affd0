/** Ten digits as they are written in Korea; anything else as it is. */
export function formatBusinessNumber(digits: string): string {
  const match = /^(\d{3})(\d{2})(\d{5})$/.exec(digits);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : digits;
}

/** The Gregorian year in every language: Thai would print the Buddhist one. */
function gregorian(language: string): string {
  return `${language}-u-ca-gregory`;
}

export function formatDateTime(instant: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(gregorian(language), {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

/** What a pointer held over a time shows: the same instant in UTC, to the second. */
export function formatUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A calendar day (`2026-01-31`), which belongs to no time zone. */
export function formatDay(day: string, language: string): string {
  return new Intl.DateTimeFormat(gregorian(language), {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
  }).format(new Date(`${day}T00:00:00Z`));
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** `3,774`, or `10,000+` where the server stopped counting. */
export function formatTotal(total: { value: number; relation: string }, language: string): string {
  return `${formatNumber(total.value, language)}${total.relation === 'gte' ? '+' : ''}`;
}

/** `A, B or C`. */
export function formatEither(names: string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(names);
}

/** By the language's rules, and numbers by their value: 2 before 10. */
export function byName<T>(language: string, name: (item: T) => string): (a: T, b: T) => number {
  const collator = new Intl.Collator(language, { numeric: true });
  return (a, b) => collator.compare(name(a), name(b));
}

/** Where the family name is written before the given name. */
export function familyNameFirst(language: string): boolean {
  return language === 'ko' || language === 'ja';
}

/** Unicode code points after NFC, as the server counts them: a decomposed Hangul syllable is one. */
export function countCharacters(text: string): number {
  return [...text.trim().normalize('NFC')].length;
}
