import type { Reach } from '~/api/types';
import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { one, oneDay, wideReach } from '~/lib/searchParams';
import { startOfDay, startOfNextDay } from '~/lib/zonedDay';

/** Contained in the number, in the lettering, in the billing number. */
const textFilters = ['number', 'lettering', 'billingNumber'] as const;

/** Days, both included, in the time zone of the list. */
const dayFilters = ['createdFrom', 'createdTo'] as const;

export type NumberFilters = Partial<
  Record<(typeof textFilters)[number] | (typeof dayFilters)[number], string>
> & {
  /** On the list of all numbers: of this organization only. */
  organizationId?: string;
  /** `subtree`: with the numbers of the organizations below. `own` is what an organization's list shows anyway. */
  reach?: Reach;
  inUse?: 'true' | 'false';
};

/** The ID of the number that is edited in a form over the page. */
export type NumberForm = { edit?: string };

export type NumberSearch = ListSearch & NumberFilters & NumberForm;

export type NumberFilter = keyof NumberFilters;

export const numberFilters: readonly NumberFilter[] = [
  ...textFilters,
  'organizationId',
  'reach',
  'inUse',
  ...dayFilters,
];

export function parseNumberFilters(raw: Record<string, unknown>): NumberFilters {
  const filters: NumberFilters = { organizationId: one(raw, 'organizationId') };
  for (const key of textFilters) filters[key] = one(raw, key);
  for (const key of dayFilters) filters[key] = oneDay(raw, key);
  filters.reach = wideReach(raw);
  const inUse = one(raw, 'inUse');
  if (inUse === 'true' || inUse === 'false') filters.inUse = inUse;
  return compact(filters);
}

export function parseNumberForm(raw: Record<string, unknown>): NumberForm {
  return compact({ edit: one(raw, 'edit') });
}

export function parseNumberSearch(raw: Record<string, unknown>): NumberSearch {
  return { ...parseListSearch(raw), ...parseNumberFilters(raw), ...parseNumberForm(raw) };
}

/** What narrows the list, and nothing of how it is shown, as a change of many takes it. */
export function numberFilter(search: NumberSearch, organizationId: string | undefined, timeZone: string) {
  const { createdFrom, createdTo } = search;
  const of = organizationId ?? search.organizationId;
  return compact({
    q: search.q,
    number: search.number,
    lettering: search.lettering,
    billingNumber: search.billingNumber,
    organizationId: of,
    // Without an organization everything within reach is listed anyway, and the API refuses a reach of nothing.
    reach: of === undefined ? undefined : search.reach,
    inUse: search.inUse === undefined ? undefined : search.inUse === 'true',
    createdFrom: createdFrom && startOfDay(createdFrom, timeZone),
    // The API's end is not included, a reader's last day is.
    createdTo: createdTo && startOfNextDay(createdTo, timeZone),
  });
}

/** The same as the list and the download take it. */
export function inQuery({ inUse, ...filter }: NumberQuery) {
  return compact({
    ...filter,
    inUse: inUse === undefined ? undefined : inUse ? ('true' as const) : ('false' as const),
  });
}

export type NumberQuery = Partial<ReturnType<typeof numberFilter>>;

export function numberListQuery(search: NumberSearch, organizationId: string | undefined, timeZone: string) {
  return compact({
    ...inQuery(numberFilter(search, organizationId, timeZone)),
    sort: search.sort,
    ...pageQuery(search),
  });
}
