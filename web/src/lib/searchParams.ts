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
