/** What differs, as the server would see it: without the space around a text, in whatever order things are chosen. */
export function changedFields<Values extends Record<string, unknown>>(
  before: Values,
  now: Values,
): Partial<Values> {
  const changed: Partial<Values> = {};
  for (const field of Object.keys(now) as (keyof Values)[]) {
    const value = trimmed(now[field]);
    if (!isSame(trimmed(before[field]), value)) changed[field] = value;
  }
  return changed;
}

function trimmed<T>(value: T): T {
  return typeof value === 'string' ? (value.trim() as T) : value;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one) => b.includes(one));
  return Object.is(a, b);
}
