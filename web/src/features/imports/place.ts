import type { Import } from '~/api/types';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';

/** Where an import is looked at: numbers inside of one organization, or on the platform, which sees them all. */
export type ImportPlace = { kind: 'organizations' } | { kind: 'numbers'; organizationId: string | undefined };

export function importsLink(place: ImportPlace): RowLink {
  return place.kind === 'organizations' ? to.imports() : to.numberImports(place.organizationId);
}

export function importLink(place: ImportPlace, importId: string): RowLink {
  return place.kind === 'organizations'
    ? to.import(importId)
    : to.numberImport(importId, place.organizationId);
}

/** Numbers whose file names their organizations belong to none of them: the platform's page shows them. */
export function placeOf({ kind, organizationId }: Pick<Import, 'kind' | 'organizationId'>): ImportPlace {
  return kind === 'organizations' ? { kind } : { kind, organizationId: organizationId ?? undefined };
}

/** Whether an import is looked at where it belongs. The platform's page of numbers shows those of every organization. */
export function sees(place: ImportPlace, own: ImportPlace): boolean {
  if (place.kind === 'organizations' || own.kind === 'organizations') return place.kind === own.kind;
  return place.organizationId === undefined || place.organizationId === own.organizationId;
}
