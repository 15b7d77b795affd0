/** A route's search: each key once as text, or repeated as a list. */
export type RawSearch = Record<string, string | string[]>;

/** `?status=active&status=suspended&q=종로`, as the API writes its queries, instead of the router's JSON. */
export function parseSearch(search: string): RawSearch {
  const raw: RawSearch = {};
  for (const [key, value] of new URLSearchParams(search)) {
    const before = raw[key];
    raw[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return raw;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') params.append(key, String(item));
    }
  }
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}

/** The one text under a key; of a repeated key the first. Empty is absent. */
export function one(raw: Record<string, unknown>, key: string): string | undefined {
  const value = raw[key];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === null || first === '' ? undefined : String(first);
}

/** Every text under a key, in order, without repeats; undefined where there is none. */
export function many(raw: Record<string, unknown>, key: string): string[] | undefined {
  const value = raw[key];
  if (value === undefined || value === null) return undefined;
  const list = [
    ...new Set((Array.isArray(value) ? value : [value]).map(String).filter((item) => item !== '')),
  ];
  return list.length > 0 ? list : undefined;
}

/** Those of the known texts that are under a key, in the order of the known; undefined where there is none. */
export function known<T extends string>(
  raw: Record<string, unknown>,
  key: string,
  texts: readonly T[],
): T[] | undefined {
  const wanted = many(raw, key) ?? [];
  const found = texts.filter((text) => wanted.includes(text));
  return found.length > 0 ? found : undefined;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** The day under a key, such as 2026-11-22; what is none is absent. */
export function oneDay(raw: Record<string, unknown>, key: string): string | undefined {
  const value = one(raw, key);
  return value !== undefined && day.test(value) ? value : undefined;
}

/** `subtree` under `reach`, with the organizations below; `own` is what a list shows anyway. */
export function wideReach(raw: Record<string, unknown>): 'subtree' | undefined {
  return one(raw, 'reach') === 'subtree' ? 'subtree' : undefined;
}
