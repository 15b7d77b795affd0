import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconDeviceDesktop from '@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs';
import IconDeviceMobile from '@tabler/icons-react/dist/esm/icons/IconDeviceMobile.mjs';
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { isProblem } from '~/api/problem';
import { askForProof } from '~/api/proof';
import type { OwnSession } from '~/api/types';
import { isProved } from '~/features/session/security';
import { useSession } from '~/features/session/session';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '~/ui/EmptyState';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { StatusMark } from '~/ui/StatusMark';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { sessionsQuery } from './api';
import classes from './Security.module.css';
import { useMethodLabels } from './useMethodLabels';
import { ownZone } from './zone';

const EndSessions = lazy(() => import('./EndSessions').then((module) => ({ default: module.EndSessions })));

/** Where the account is signed in. */
export function SessionsPage() {
  const { t } = useLingui();
  const text = useProblemText();
  const proved = isProved(useSession().reauthenticatedUntil);
  const { data, error, refetch } = useQuery({ ...sessionsQuery, enabled: proved });
  const [ending, setEnding] = useState<OwnSession | 'others'>();
  useTitle(t`Sessions`, t`Account`);

  // Whoever comes here is asked at once who they are; who does not answer is told why nothing is shown.
  const [arrived] = useState(proved);
  useEffect(() => {
    if (!arrived) void askForProof();
  }, [arrived]);

  if (!data && (!proved || isProblem(error, 'reauthentication_required'))) {
    return (
      <EmptyState
        icon={<IconLock size={24} />}
        title={t`Confirm that it is you`}
        actions={
          <Button onClick={() => void askForProof()}>
            <Trans>Confirm that it is you</Trans>
          </Button>
        }
      >
        <Trans>Where you are signed in is shown after that, for ten minutes.</Trans>
      </EmptyState>
    );
  }
  if (!data) {
    if (!error) return <PageSkeleton />;
    return (
      <Notice
        tone="danger"
        actions={
          <Button variant="default" onClick={() => void refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {text.problem(error)}
      </Notice>
    );
  }
  const others = data.filter(({ current }) => !current);
  return (
    <Section
      title={t`Where you are signed in`}
      actions={
        others.length > 0 && (
          <Button variant="default" onClick={() => setEnding('others')}>
            <Trans>End all others…</Trans>
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <p className={classes.quiet}>
          <Trans>
            A session ends 30 minutes after its last use. One that you do not know: end it, and change your
            password.
          </Trans>
        </p>
        <ul className={classes.list} aria-label={t`Sessions`}>
          {data.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
          ))}
        </ul>
      </div>
      <Suspense>
        {ending && <EndSessions which={ending} count={others.length} onClose={() => setEnding(undefined)} />}
      </Suspense>
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: OwnSession; onEnd: () => void }) {
  const { t } = useLingui();
  const methods = useMethodLabels();
  const { device } = session;
  const name = useDeviceText(session);
  const Icon = device.kind === 'mobile' || device.kind === 'tablet' ? IconDeviceMobile : IconDeviceDesktop;
  return (
    <li className={classes.row}>
      <Icon size={20} aria-hidden />
      <div className={classes.name}>
        <strong title={session.userAgent}>{name}</strong>
        {session.current && (
          <span className={classes.here}>
            <StatusMark tone="ok">
              <Trans>This session</Trans>
            </StatusMark>
          </span>
        )}
        <div className={classes.facts}>
          <span className="mono">{session.address}</span>
          <span>{methods[session.method]}</span>
          <span>
            <Trans>
              Signed in <Time value={session.createdAt} timeZone={ownZone()} />
            </Trans>
          </span>
          <span>
            <Trans>
              Last used <Time value={session.lastUsedAt} timeZone={ownZone()} />
            </Trans>
          </span>
        </div>
      </div>
      {!session.current && (
        <Button variant="default" aria-label={t`End ${name}`} onClick={onEnd}>
          <Trans>End</Trans>
        </Button>
      )}
    </li>
  );
}

function useDeviceText({ device: { browser, system } }: OwnSession): string {
  const { t } = useLingui();
  if (browser !== '' && system !== '') return t`${browser} on ${system}`;
  return browser || system || t`Unknown device`;
}
