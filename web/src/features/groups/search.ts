import { compact, type ListSearch, parseListSearch } from '~/lib/listSearch';
import { one } from '~/lib/searchParams';

/** The list of groups; `edit` is the group whose form is open over it. */
export type GroupSearch = ListSearch & { edit?: string };

export function parseGroupSearch(raw: Record<string, unknown>): GroupSearch {
  return compact({ ...parseListSearch(raw), selected: undefined, edit: one(raw, 'edit') });
}

/** A tree: what is searched for in it, and the organization that it opens at. */
export type TreeSearch = { q?: string; organization?: string; edit?: string };

export function parseTreeSearch(raw: Record<string, unknown>): TreeSearch {
  return compact({ q: one(raw, 'q'), organization: one(raw, 'organization'), edit: one(raw, 'edit') });
}
