import type { Organization } from '~/api/types';
import { Copyable } from '~/ui/Copyable';
import { Fact } from '~/ui/Page';
import { WebLink } from '~/ui/WebLink';
import { useLabels } from './labels';
import { StatusOf } from './StatusOf';

/** What stands below an organization's name: its status and its ID. */
export function OrganizationMeta({ organization }: { organization: Pick<Organization, 'status' | 'id'> }) {
  return (
    <>
      <StatusOf status={organization.status} />
      <Copyable value={organization.id} />
    </>
  );
}

/** What every organization has, registered or not. */
export function BasicFacts({ organization }: { organization: Pick<Organization, 'website' | 'timeZone'> }) {
  const labels = useLabels();
  return (
    <>
      <Fact label={labels.field('website')}>
        {organization.website && <WebLink href={organization.website} />}
      </Fact>
      <Fact label={labels.field('timeZone')}>{organization.timeZone}</Fact>
    </>
  );
}
