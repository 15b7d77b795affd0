import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { isProblem } from '~/api/problem';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { memberships, useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { StatusMark } from '~/ui/StatusMark';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import { changePolicy, policyQuery } from './api';
import classes from './Settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const route = getRouteApi('/shell/o/$organizationId/settings/security');

/** What the organization asks of its members' accounts. */
export function SecuritySettings() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  useTitle(t`Security`, organization.name);
  if (!allowed('console.policy.manage')) return <NotAllowed permission="console.policy.manage" who="admin" />;
  return (
    <SettingsFrame organizationId={organizationId}>
      <Section title={t`Second factor`}>
        <Suspense key={organizationId} fallback={<PageSkeleton />}>
          <SecondFactorPolicy organization={organization} />
        </Suspense>
      </Section>
    </SettingsFrame>
  );
}

function SecondFactorPolicy({ organization: { id, name } }: { organization: { id: string; name: string } }) {
  const { t } = useLingui();
  const text = useProblemText();
  const session = useSession();
  const { policy, version } = useSuspenseQuery(policyQuery(id)).data;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const required = policy.requireSecondFactor;
  const without = policy.membersWithout;
  const member = memberships(session).some(({ organization }) => organization.id === id);
  const oneself = member && !session.account.secondFactor;

  async function change(next: boolean) {
    setBusy(true);
    setError(undefined);
    try {
      await changePolicy(id, next, version);
      toast({
        tone: 'done',
        text: next
          ? t`${name} requires a second factor of its members now.`
          : t`${name} no longer requires a second factor.`,
      });
      setAsking(false);
    } catch (problem) {
      setError(
        isProblem(problem, 'stale')
          ? t`Somebody else has changed this organization meanwhile. Look at what is set now, and choose again.`
          : text.problem(problem),
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={classes.page}>
      <p>
        {required ? (
          <StatusMark tone="ok">
            <Trans>Required of every member</Trans>
          </StatusMark>
        ) : (
          <StatusMark tone="off">
            <Trans>Not required</Trans>
          </StatusMark>
        )}
      </p>
      <p>
        <Trans>
          Where it is required, an account has to sign in by an authenticator app or a passkey as well. A
          membership here gives nothing to an account that has neither, here and below, until it is set up.
        </Trans>
      </p>
      <p>
        {without === 0 ? (
          <Trans>Every active member has one.</Trans>
        ) : required ? (
          <Plural
            value={without}
            one="# active member has none and has no access now."
            other="# active members have none and have no access now."
          />
        ) : (
          <Plural value={without} one="# active member has none." other="# active members have none." />
        )}
      </p>
      {!required && oneself && <Oneself />}
      {error && !asking && <Notice tone="danger">{error}</Notice>}
      <div className={classes.actions}>
        {required ? (
          <Button variant="default" loading={busy} onClick={() => void change(false)}>
            <Trans>Stop requiring it</Trans>
          </Button>
        ) : (
          <Button onClick={() => setAsking(true)}>
            <Trans>Require a second factor…</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={asking}
        title={t`Require a second factor in ${name}?`}
        confirmLabel={t`Require it`}
        danger={without > 0}
        busy={busy}
        error={error}
        onConfirm={() => void change(true)}
        onClose={() => {
          setAsking(false);
          setError(undefined);
        }}
      >
        <p>
          {without === 0 ? (
            <Trans>Every active member has one: nobody loses access.</Trans>
          ) : (
            <Plural
              value={without}
              one="# active member has none and loses access at once, until they set one up."
              other="# active members have none and lose access at once, until they set one up."
            />
          )}
        </p>
        {oneself && <Oneself />}
      </ConfirmDialog>
    </div>
  );
}

/** The reader would shut themselves out. */
function Oneself() {
  const { t } = useLingui();
  return (
    <Notice
      tone="warn"
      title={t`You are one of them`}
      actions={
        <Link {...to.accountSecurity()}>
          <Trans>Set one up first</Trans>
        </Link>
      }
    >
      <Trans>Your own account has no second factor.</Trans>
    </Notice>
  );
}
