import type { AuditEvent } from '~/api/types';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';

/** Where a person or an API key is found, if it still is. */
export function actorLink({ actor, organizationId }: AuditEvent): RowLink | undefined {
  if (actor.id === null || actor.name === null) return undefined;
  return actor.kind === 'api_key'
    ? to.apiKey(organizationId, actor.id)
    : to.members(organizationId, { q: actor.id });
}

/** The page of what an event is about; none for what is gone. `staff` look organizations up. */
export function targetLink({ target, organizationId }: AuditEvent, staff: boolean): RowLink | undefined {
  const { id, kind, name } = target;
  if (id === null || name === null) return undefined;
  switch (kind) {
    case 'organization':
      return staff ? to.organization(id) : to.overview(id);
    case 'member':
      return to.member(organizationId, id);
    case 'account':
      return to.members(organizationId, { q: id });
    case 'role':
      return to.role(organizationId, id);
    case 'number':
      return to.number(organizationId, id);
    case 'usage':
      return to.usage(organizationId, id);
    case 'api_key':
      return to.apiKey(organizationId, id);
    case 'group':
      return to.group(id);
    default:
      return undefined;
  }
}
