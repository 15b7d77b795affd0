import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Blocker, Erasure } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { BlockerList } from '~/features/organizations/BlockerList';
import { useAllowed } from '~/features/session/allowed';
import { isStaff, useSession } from '~/features/session/session';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import { erasureQuery } from './api';
import { EraseForm } from './EraseForm';
import './problems';
import classes from './Settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const route = getRouteApi('/shell/o/$organizationId/settings/erase');

/** Ends an organization for good: what will be gone, what stands in the way, and the way there. */
export function EraseSettings() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  useTitle(t`Erase`, organization.name);
  if (!allowed('console.organization.erase'))
    return <NotAllowed permission="console.organization.erase" who="admin" />;
  return (
    <SettingsFrame organizationId={organizationId}>
      <Section title={t`Erase this organization`}>
        <Erase key={organizationId} id={organizationId} name={organization.name} />
      </Section>
    </SettingsFrame>
  );
}

function Erase({ id, name }: { id: string; name: string }) {
  const text = useProblemText();
  const found = useQuery(erasureQuery(id));
  const [refused, setRefused] = useState<readonly Blocker[]>([]);

  if (found.data === undefined) {
    if (!found.isError) return <PageSkeleton />;
    const { error } = found;
    const tone = isProblem(error, 'own_role_required') ? 'info' : 'danger';
    return <Notice tone={tone}>{text.problem(error)}</Notice>;
  }
  const blockers = refused.length > 0 ? refused : found.data.blockers;
  return (
    <div className={classes.page}>
      <p>
        <Trans>
          Erasing <strong>{name}</strong> removes it with everything in it, for good. From that moment on
          nobody reaches it any more, and the products are told that it is gone.
        </Trans>
      </p>
      <Counts counts={found.data.counts} />
      <p>
        <Trans>
          The accounts of its members stay, and so does what they have in other organizations. Where it is in
          a group, it leaves it. It cannot be undone.
        </Trans>
      </p>
      {blockers.length > 0 ? (
        <Blocked id={id} name={name} blockers={blockers} />
      ) : (
        <EraseForm id={id} name={name} onBlocked={setRefused} />
      )}
    </div>
  );
}

function Blocked({ id, name, blockers }: { id: string; name: string; blockers: readonly Blocker[] }) {
  const { t } = useLingui();
  const inside = !isStaff(useSession());
  return (
    <Notice tone="warn" title={t`${name} cannot be erased yet`}>
      <p>
        <Trans>These have to be moved or released first:</Trans>
      </p>
      <BlockerList organizationId={id} inside={inside} blockers={blockers} />
    </Notice>
  );
}

function Counts({ counts }: { counts: Erasure['counts'] }) {
  const { t, i18n } = useLingui();
  const rows: [string, number][] = [
    [t`Members`, counts.members],
    [t`Roles`, counts.roles],
    [t`Outgoing numbers`, counts.numbers],
    [t`Usages that end`, counts.usages],
    [t`Invitations`, counts.invitations],
    [t`API keys`, counts.apiKeys],
    [t`Imports`, counts.imports],
    [t`Entries of the audit trail`, counts.auditEvents],
  ];
  return (
    <dl className={classes.counts} aria-label={t`What will be gone`}>
      {rows.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatNumber(count, i18n.locale)}</dd>
        </div>
      ))}
    </dl>
  );
}
