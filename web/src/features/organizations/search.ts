import { compact, type ListSearch, pageQuery, parseListSearch } from '~/lib/listSearch';
import { many, one, oneDay } from '~/lib/searchParams';
import { startOfDay, startOfNextDay } from '~/lib/zonedDay';

/** Filters of one value each; most are contained in a text. */
export const textFilters = [
  'name',
  'website',
  'timeZone',
  'registeredOrganizationId',
  'address',
  'representativeName',
  'mainPhone',
  'businessRegistrationNumber',
  'groupId',
] as const;

/** Filters that are one of several values; repeated, any of them matches. */
export const choiceFilters = [
  'id',
  'externalKey',
  'status',
  'classification',
  'type',
  'clientClassification',
] as const;

/** Days, both included, in the deployment's time zone. */
export const dayFilters = ['createdFrom', 'createdTo'] as const;

type TextFilter = (typeof textFilters)[number];
type ChoiceFilter = (typeof choiceFilters)[number];
type DayFilter = (typeof dayFilters)[number];

export type OrganizationFilters = Partial<Record<TextFilter | DayFilter, string>> &
  Partial<Record<ChoiceFilter, string[]>> & { controlOrganizationIntegrated?: 'true' | 'false' };

export type FilterKey = keyof OrganizationFilters;

export type OrganizationSearch = ListSearch & OrganizationFilters & FormSearch;

/** The form that is open over the page: `new`, or the ID of the organization that is edited. */
export type FormSearch = { form?: string };

export const filterKeys: readonly FilterKey[] = [
  ...choiceFilters,
  ...textFilters,
  'controlOrganizationIntegrated',
  ...dayFilters,
];

export function parseFormSearch(raw: Record<string, unknown>): FormSearch {
  return compact({ form: one(raw, 'form') });
}

export function parseFilters(raw: Record<string, unknown>): OrganizationFilters {
  const filters: OrganizationFilters = {};
  for (const key of textFilters) filters[key] = one(raw, key);
  for (const key of choiceFilters) filters[key] = many(raw, key);
  for (const key of dayFilters) filters[key] = oneDay(raw, key);
  const integrated = one(raw, 'controlOrganizationIntegrated');
  if (integrated === 'true' || integrated === 'false') filters.controlOrganizationIntegrated = integrated;
  return compact(filters);
}

export function parseOrganizationSearch(raw: Record<string, unknown>): OrganizationSearch {
  return { ...parseListSearch(raw), ...parseFilters(raw), ...parseFormSearch(raw) };
}

/** What the API is asked for: the filters alone, as the export takes them. Days become instants of the time zone. */
export function filterQuery(search: OrganizationSearch, timeZone: string) {
  const { createdFrom, createdTo } = search;
  return compact({
    q: search.q,
    ...Object.fromEntries(filterKeys.map((key) => [key, search[key]])),
    createdFrom: createdFrom && startOfDay(createdFrom, timeZone),
    // The API's end is not included, a reader's last day is.
    createdTo: createdTo && startOfNextDay(createdTo, timeZone),
    sort: search.sort,
  });
}

export function listQuery(search: OrganizationSearch, timeZone: string) {
  return compact({
    ...filterQuery(search, timeZone),
    ...pageQuery(search),
  });
}
