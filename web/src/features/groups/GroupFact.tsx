import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { to } from '~/paths';
import { groupQuery } from './api';

/** A group by its name, which its page is behind. */
export function GroupFact({ groupId, organizationId }: { groupId: string | null; organizationId: string }) {
  if (groupId === null) return <Trans>In no group</Trans>;
  return (
    <Link {...to.group(groupId, { organization: organizationId })}>
      <GroupName id={groupId} />
    </Link>
  );
}

/** What a filter is called: a group by its name, or that there is none. */
export function GroupName({ id }: { id: string }) {
  const found = useQuery({ ...groupQuery(id), enabled: id !== 'none' });
  if (id === 'none') return <Trans>In no group</Trans>;
  return <>{found.data?.group.name ?? id}</>;
}
