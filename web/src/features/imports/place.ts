import type { Import } from '~/api/types';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';

/**
 * Where an import is looked at: numbers inside of one organization, or on the platform, which sees them all;
 * invitations in the organization that they are to.
 */
export type ImportPlace =
  | { kind: 'organizations' }
  | { kind: 'numbers'; organizationId: string | undefined }
  | { kind: 'invitations'; organizationId: string };

export function importsLink(place: ImportPlace): RowLink {
  if (place.kind === 'invitations') return to.invitationImports(place.organizationId);
  return place.kind === 'organizations' ? to.imports() : to.numberImports(place.organizationId);
}

export function importLink(place: ImportPlace, importId: string): RowLink {
  if (place.kind === 'invitations') return to.invitationImport(place.organizationId, importId);
  return place.kind === 'organizations'
    ? to.import(importId)
    : to.numberImport(importId, place.organizationId);
}

/** Numbers whose file names their organizations belong to none of them: the platform's page shows them. */
export function placeOf({ kind, organizationId }: Pick<Import, 'kind' | 'organizationId'>): ImportPlace {
  if (kind === 'invitations') return { kind, organizationId: organizationId ?? '' };
  return kind === 'organizations' ? { kind } : { kind, organizationId: organizationId ?? undefined };
}

/** Whether an import is looked at where it belongs. The platform's page of numbers shows those of every organization. */
export function sees(place: ImportPlace, own: ImportPlace): boolean {
  if (place.kind !== own.kind) return false;
  if (place.kind === 'organizations' || own.kind === 'organizations') return true;
  return place.organizationId === undefined || place.organizationId === own.organizationId;
}
