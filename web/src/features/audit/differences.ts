/** A field that an event tells of: its name with those of the objects around it, and its value before and after. */
export type Difference = { field: string; before: unknown; after: unknown };

/** What an event says besides what changed. */
export type Fact = { field: string; value: unknown };

export type Told = { changes: Difference[]; facts: Fact[] };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values within an object by their whole names; lists are values. */
function flat(value: unknown, prefix = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  if (!isObject(value)) {
    if (prefix) found.set(prefix, value);
    return found;
  }
  for (const [name, inner] of Object.entries(value)) {
    for (const [field, leaf] of flat(inner, prefix ? `${prefix}.${name}` : name)) found.set(field, leaf);
  }
  return found;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What changed by an event, field by field, and what else it says. Fields that stayed as they were are left out. */
export function toldBy(detail: Record<string, unknown> | null): Told {
  if (detail === null) return { changes: [], facts: [] };
  const { before, after, ...rest } = detail;
  const was = flat(before);
  const is = flat(after);
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
    .filter((change) => !same(change.before, change.after));
  return { changes, facts: [...flat(rest)].map(([field, value]) => ({ field, value })) };
}
