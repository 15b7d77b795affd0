import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useDeployment } from '~/api/deployment';
import type { ImportSpec } from '~/features/imports/spec';
import { organizationQuery } from '~/features/organizations/api';
import { to } from '~/paths';

/** Files of people to invite to one organization. */
export function useInvitationImports(organizationId: string): ImportSpec {
  const { t } = useLingui();
  const { timeZone } = useDeployment();
  const organization = useQuery(organizationQuery(organizationId));
  return {
    place: { kind: 'invitations', organizationId },
    title: t`Invite from a file`,
    timeZone: organization.data?.organization.timeZone ?? timeZone,
    save: (count) => t`${plural(count, { one: 'Invite # person', other: 'Invite # people' })}`,
    nothing: t`There is nobody to invite: every row is invalid.`,
    done: { label: t`Show the invitations`, link: to.invitations(organizationId) },
  };
}
