import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useDeployment } from '~/api/deployment';
import { may, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { Notice } from '~/ui/Notice';
import { BackLink, Fact, Facts, Page, Section } from '~/ui/Page';
import { PageActions } from '~/ui/PageActions';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { organizationQuery, referencesQuery } from './api';
import { BlockerList } from './BlockerList';
import { useLabels } from './labels';
import { NumberRuleFacts } from './NumberRuleFacts';
import { BasicFacts, OrganizationMeta } from './OrganizationFacts';
import classes from './OrganizationPage.module.css';
import { RegistrationFacts } from './RegistrationFacts';
import { useOrganizationActions } from './useOrganizationActions';

const GroupFact = lazy(
  area('groups', () =>
    import('~/features/groups/GroupFact').then((module) => ({ default: module.GroupFact })),
  ),
);

const route = getRouteApi('/shell/platform/organizations/$organizationId');

export function OrganizationPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Detail />
    </Suspense>
  );
}

function Detail() {
  const { t } = useLingui();
  const labels = useLabels();
  const router = useRouter();
  const { timeZone } = useDeployment();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const { actionsOf, dialogs } = useOrganizationActions(() => void router.navigate(to.organizations()));
  useTitle(organization.name, t`Organizations`);
  const maySeeGroups = may(useSession(), 'console.groups.manage');
  const { registration, numberRules, groupId } = organization;

  return (
    <Page
      back={
        <BackLink link={to.organizations()}>
          <Trans>Organizations</Trans>
        </BackLink>
      }
      title={organization.name}
      meta={<OrganizationMeta organization={organization} />}
      actions={<PageActions actions={actionsOf(organization)} />}
    >
      {organization.status === 'suspended' && (
        <div className={classes.notice}>
          <Notice tone="warn" title={t`This organization is suspended`}>
            <Trans>
              Its roles grant nothing anywhere until it is reactivated. Higher levels and the platform keep
              acting in it.
            </Trans>
          </Notice>
        </div>
      )}
      <Section title={t`General`}>
        <Facts>
          <BasicFacts organization={organization} />
          <Fact label={labels.field('externalKey')}>
            {organization.externalKey && <Copyable value={organization.externalKey} />}
          </Fact>
          {maySeeGroups && (
            <Fact label={labels.field('groupId')}>
              <Suspense fallback="…">
                <GroupFact groupId={groupId} organizationId={organizationId} />
              </Suspense>
            </Fact>
          )}
          <Fact label={labels.field('createdAt')}>
            <Time value={organization.createdAt} timeZone={timeZone} />
          </Fact>
          <Fact label={labels.field('updatedAt')}>
            <Time value={organization.updatedAt} timeZone={timeZone} />
          </Fact>
        </Facts>
      </Section>
      <Section title={t`Registration`}>
        {registration ? (
          <RegistrationFacts registration={registration} />
        ) : (
          <p className={classes.quiet}>
            <Trans>Its own people made this organization. It has no registration yet.</Trans>
          </p>
        )}
      </Section>
      {numberRules && (
        <Section title={t`Outgoing numbers`}>
          <NumberRuleFacts rules={numberRules} />
        </Section>
      )}
      <Section title={t`What refers to it`}>
        <References organizationId={organizationId} />
      </Section>
      {dialogs}
    </Page>
  );
}

function References({ organizationId }: { organizationId: string }) {
  const references = useQuery(referencesQuery(organizationId));
  const text = useProblemText();
  if (references.isError) return <Notice tone="danger">{text.problem(references.error)}</Notice>;
  if (!references.data) return <p className={classes.quiet}>…</p>;
  if (references.data.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>Nothing refers to this organization, so it can be deleted.</Trans>
      </p>
    );
  }
  return (
    <>
      <p className={classes.why}>
        <Trans>It cannot be deleted while these refer to it.</Trans>
      </p>
      <BlockerList organizationId={organizationId} blockers={references.data} />
    </>
  );
}
