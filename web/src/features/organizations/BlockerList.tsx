import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Blocker } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { to } from '~/paths';
import type { RowLink } from '~/ui/table/types';
import classes from './BlockerList.module.css';

/**
 * What refers to an organization, kind by kind with the first few by name. Organizations lead to where they can be
 * changed; what has no page of its own yet leads into the organization.
 */
export function BlockerList({
  organizationId,
  inside = false,
  blockers,
}: {
  organizationId: string;
  /** The reader is no staff: organizations lead inside of them. */
  inside?: boolean;
  blockers: readonly Blocker[];
}) {
  return (
    <ul className={classes.kinds}>
      {blockers.map((blocker) => (
        <li key={blocker.kind}>
          <strong className={classes.kind}>
            <Kind blocker={blocker} />
          </strong>
          <ul className={classes.examples}>
            {(blocker.examples ?? []).map((example) => (
              <li key={example.id}>
                {example.id.startsWith('org_') ? (
                  <Link {...(inside ? to.overview(example.id) : to.organization(example.id))}>
                    {example.name}
                  </Link>
                ) : example.id.startsWith('grp_') ? (
                  <Link {...to.group(example.id, { organization: organizationId })}>{example.name}</Link>
                ) : blocker.kind === 'members' ? (
                  <Link {...to.member(organizationId, example.id)}>{example.name}</Link>
                ) : blocker.kind === 'numbers' ? (
                  <Link className="mono" {...to.number(organizationId, example.id)}>
                    {example.name}
                  </Link>
                ) : blocker.kind === 'usages' ? (
                  <Link {...to.usage(organizationId, example.id)}>{example.name}</Link>
                ) : (
                  <Link {...to.overview(organizationId)}>{example.name}</Link>
                )}
              </li>
            ))}
            {blocker.hidden && (
              <li>
                <Trans>Some that you cannot see; the platform’s staff can</Trans>
              </li>
            )}
            <More organizationId={organizationId} inside={inside} blocker={blocker} />
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Kind({ blocker: { kind, count } }: { blocker: Blocker }) {
  switch (kind) {
    case 'executing_organizations':
      return (
        <Plural
          value={count}
          _0="Executing organizations registered under it"
          one="# executing organization registered under it"
          other="# executing organizations registered under it"
        />
      );
    case 'lower_organizations':
      return (
        <Plural
          value={count}
          _0="Organizations below it"
          one="# organization below it"
          other="# organizations below it"
        />
      );
    case 'members':
      return <Plural value={count} one="# member" other="# members" />;
    case 'numbers':
      return <Plural value={count} one="# outgoing number" other="# outgoing numbers" />;
    case 'usages':
      return <Plural value={count} one="# usage" other="# usages" />;
    case 'group':
      return <Trans>Its place in a group</Trans>;
    default:
      return (
        <>
          {kind} ({count})
        </>
      );
  }
}

const lists: Record<string, (organizationId: string) => RowLink> = {
  executing_organizations: (registeredOrganizationId) => to.organizations({ registeredOrganizationId }),
  members: (organizationId) => to.members(organizationId),
  numbers: (organizationId) => to.numbers(organizationId),
  usages: (organizationId) => to.usages(organizationId),
};

function More({
  organizationId,
  inside,
  blocker,
}: {
  organizationId: string;
  inside: boolean;
  blocker: Blocker;
}) {
  const { i18n } = useLingui();
  const rest = blocker.count - (blocker.examples ?? []).length;
  // The list of organizations is the staff's.
  const known = inside && blocker.kind === 'executing_organizations' ? undefined : lists[blocker.kind];
  const list = known?.(organizationId);
  if (!list || rest <= 0) return null;
  const count = formatNumber(blocker.count, i18n.locale);
  return (
    <li>
      <Link {...list}>
        <Trans>Show all {count}</Trans>
      </Link>
    </li>
  );
}
