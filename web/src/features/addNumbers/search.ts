import { compact } from '~/lib/listSearch';
import { one } from '~/lib/searchParams';

/** Whose numbers they will be, on the platform's pages, so that a reload and a link keep it. */
export type WayInSearch = { organizationId?: string };

export function parseWayInSearch(raw: Record<string, unknown>): WayInSearch {
  return compact({ organizationId: one(raw, 'organizationId') });
}
