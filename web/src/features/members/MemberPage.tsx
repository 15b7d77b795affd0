import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { Member } from '~/api/types';
import { AccessSection } from '~/features/access/AccessSection';
import { organizationQuery } from '~/features/organizations/api';
import { type Allowed, useAllowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { Notice } from '~/ui/Notice';
import { BackLink, Fact, Facts, Page, Section } from '~/ui/Page';
import { PageActions } from '~/ui/PageActions';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { memberQuery } from './api';
import { useMemberLabels } from './labels';
import { MemberForms } from './MemberForms';
import classes from './MemberPage.module.css';
import { MemberStatusMark } from './MemberStatusMark';
import { SecondFactorMark } from './SecondFactorMark';
import { useMemberActions } from './useMemberActions';

const route = getRouteApi('/shell/o/$organizationId/members/$memberId');

export function MemberPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Detail />
    </Suspense>
  );
}

function Detail() {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const router = useRouter();
  const { organizationId, memberId } = route.useParams();
  const form = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const { member } = useSuspenseQuery(memberQuery(memberId)).data;
  const { actionsOf, dialogs } = useMemberActions(() => void router.navigate(to.members(organizationId)));
  useTitle(member.name, t`Members`);
  const { timeZone } = organization;

  return (
    <Page
      back={
        allowed('console.members.read') && (
          <BackLink link={to.members(organizationId)}>
            <Trans>Members</Trans>
          </BackLink>
        )
      }
      title={member.name}
      meta={
        <>
          <MemberStatusMark member={member} />
          <Copyable value={member.id} />
        </>
      }
      actions={<PageActions actions={actionsOf(member, allowed)} />}
    >
      <StatusNotice member={member} />
      <Section title={t`Member`}>
        <Facts>
          <Fact label={labels.field('email')}>
            <Copyable value={member.email} />
          </Fact>
          <Fact label={labels.field('mobilePhone')}>
            {member.mobilePhone && (
              <Copyable value={member.mobilePhone} shown={member.mobilePhoneDisplay ?? member.mobilePhone} />
            )}
          </Fact>
          <Fact label={labels.field('task')}>{member.task}</Fact>
          <Fact label={labels.field('roles')}>
            {member.roles.length > 0 && <RoleLinks member={member} allowed={allowed} />}
          </Fact>
          <Fact label={labels.field('secondFactor')}>
            <SecondFactorMark member={member} />
          </Fact>
          <Fact label={labels.field('lastVisitAt')}>
            {member.lastVisitAt && <Time value={member.lastVisitAt} timeZone={timeZone} />}
          </Fact>
          <Fact label={labels.field('createdAt')}>
            <Time value={member.createdAt} timeZone={timeZone} />
          </Fact>
          <Fact label={labels.field('updatedAt')}>
            <Time value={member.updatedAt} timeZone={timeZone} />
          </Fact>
          <Fact label={labels.field('accountId')}>
            <Copyable value={member.accountId} />
          </Fact>
        </Facts>
      </Section>
      <AccessSection
        accountId={member.accountId}
        organization={{ id: organizationId, name: organization.name }}
      />
      <MemberForms form={form} organization={organization} />
      {dialogs}
    </Page>
  );
}

function StatusNotice({ member }: { member: Member }) {
  const { t } = useLingui();
  if (member.status === 'active') return null;
  const title = {
    disabled: t`This member is disabled`,
    password: t`The temporary password has not been replaced yet`,
    owner: t`The owner of this account has not answered yet`,
  }[member.status === 'disabled' ? 'disabled' : (member.awaits ?? 'password')];
  return (
    <div className={classes.notice}>
      <Notice tone={member.status === 'disabled' ? 'warn' : 'info'} title={title}>
        {member.status === 'disabled' ? (
          <Trans>Their roles here grant nothing until they are enabled again.</Trans>
        ) : (
          <Trans>Until then their roles here grant nothing.</Trans>
        )}
      </Notice>
    </div>
  );
}

function RoleLinks({ member, allowed }: { member: Member; allowed: Allowed }) {
  return (
    <span className={classes.roles}>
      {member.roles.map((role) =>
        allowed('console.roles.read') ? (
          <Link key={role.id} {...to.role(member.organizationId, role.id)}>
            {role.name}
          </Link>
        ) : (
          <span key={role.id}>{role.name}</span>
        ),
      )}
    </span>
  );
}
