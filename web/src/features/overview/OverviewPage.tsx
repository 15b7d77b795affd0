import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { membersQuery } from '~/features/members/api';
import { organizationQuery } from '~/features/organizations/api';
import { useLabels } from '~/features/organizations/labels';
import { NumberRuleFacts } from '~/features/organizations/NumberRuleFacts';
import { BasicFacts, OrganizationMeta } from '~/features/organizations/OrganizationFacts';
import { RegistrationFacts } from '~/features/organizations/RegistrationFacts';
import { useAllowedSoon } from '~/features/session/allowed';
import { isStaff, may, memberships, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { Fact, Facts, Page, Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import classes from './OverviewPage.module.css';
import { WhoIsHere } from './WhoIsHere';

const Hierarchy = lazy(
  area('groups', () =>
    import('~/features/groups/Hierarchy').then((module) => ({ default: module.Hierarchy })),
  ),
);

const RecentChanges = lazy(
  area('oversight', () =>
    import('~/features/audit/RecentChanges').then((module) => ({ default: module.RecentChanges })),
  ),
);

const route = getRouteApi('/shell/o/$organizationId/overview');

/** Somebody who is alone here would like company. */
function InviteNext({ organizationId }: { organizationId: string }) {
  const { t } = useLingui();
  const allowed = useAllowedSoon(organizationId);
  const mayInvite = allowed('console.members.invite');
  const members = useQuery({
    ...membersQuery({ limit: 20 }, organizationId),
    enabled: mayInvite && allowed('console.members.read'),
  });
  if (!mayInvite || members.data === undefined || members.data.total.value > 1) return null;
  return (
    <div className={classes.notice}>
      <Notice
        tone="info"
        title={t`Next: invite the people you work with`}
        actions={<Link {...to.invite(organizationId)}>{t`Invite people`}</Link>}
      >
        <Trans>
          You are the only member so far. Each gets a link by e-mail and the roles that you choose.
        </Trans>
      </Notice>
    </div>
  );
}

/** What this organization is, and what somebody who has just come could do next. */
export function OverviewPage() {
  const { t, i18n } = useLingui();
  const labels = useLabels();
  const router = useRouter();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const session = useSession();
  const mine = memberships(session).find((membership) => membership.organization.id === organizationId);
  const staff = isStaff(session);
  const { numberRules } = organization;
  useTitle(t`Overview`, organization.name);
  const roles = (mine?.roles ?? []).map(({ name }) => name);
  const mayReadAudit = useAllowedSoon(organizationId)('console.audit.read');
  const mayUpdate = may(session, 'console.organization.update', organizationId);

  return (
    <Page
      title={organization.name}
      meta={<OrganizationMeta organization={organization} />}
      actions={
        staff && (
          <Button variant="default" onClick={() => router.navigate(to.organization(organizationId))}>
            <Trans>Open on the platform</Trans>
          </Button>
        )
      }
    >
      {mine && !organization.website && mayUpdate && (
        <div className={classes.notice}>
          <Notice
            tone="info"
            title={t`Next: add the website`}
            actions={<Link {...to.settings(organizationId)}>{t`Go to the settings`}</Link>}
          >
            <Trans>It tells the platform's staff and your members which organization this is.</Trans>
          </Notice>
        </div>
      )}
      {mine && <InviteNext organizationId={organizationId} />}
      <WhoIsHere organizationId={organizationId} timeZone={organization.timeZone} />
      <Section title={t`Organization`}>
        <Facts>
          <BasicFacts organization={organization} />
          <Fact label={labels.field('createdAt')}>
            <Time value={organization.createdAt} timeZone={organization.timeZone} />
          </Fact>
          <Fact label={t`Your roles`}>
            {roles.length > 0
              ? new Intl.ListFormat(i18n.locale).format(roles)
              : staff
                ? t`Platform staff`
                : t`From a level above`}
          </Fact>
        </Facts>
      </Section>
      <Suspense>
        <Hierarchy organizationId={organizationId} lowerLevels={organization.lowerLevels} />
      </Suspense>
      {mayReadAudit && (
        <Suspense>
          <RecentChanges organizationId={organizationId} timeZone={organization.timeZone} />
        </Suspense>
      )}
      {organization.registration && (
        <Section title={t`Registration`}>
          <RegistrationFacts registration={organization.registration} />
        </Section>
      )}
      {numberRules && (
        <Section title={t`Outgoing numbers`}>
          <NumberRuleFacts rules={numberRules} />
        </Section>
      )}
    </Page>
  );
}
