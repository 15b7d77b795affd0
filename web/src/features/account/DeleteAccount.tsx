import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { isProblem } from '~/api/problem';
import { useSession } from '~/features/session/session';
import { useProved } from '~/features/session/useProved';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { MailedCode } from '~/start/MailedCode';
import { leaveForGood } from '~/start/signIn';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { Notice } from '~/ui/Notice';
import { useTopmost } from '~/ui/useTopmost';
import classes from './Account.module.css';
import { askForDeletion, deleteAccount, deletionQuery } from './api';

/** Says exactly what will be gone, then asks for a code that is mailed. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Delete my account`}
      centered
      size={480}
      zIndex={300}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <LeaveByLink onLeave={onClose}>
        <Steps onClose={onClose} />
      </LeaveByLink>
    </Modal>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const text = useProblemText();
  const proved = useProved();
  const { account } = useSession();
  const { data, error, refetch } = useQuery(deletionQuery);
  const [mailed, setMailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function ask() {
    setBusy(true);
    setProblem(undefined);
    try {
      if (await proved(askForDeletion)) setMailed(true);
    } catch (cause) {
      setProblem(text.problem(cause));
    }
    setBusy(false);
  }

  async function confirm(code: string) {
    try {
      await deleteAccount(code);
    } catch (cause) {
      if (!isProblem(cause, 'last_admin')) throw cause;
      setMailed(false);
      await refetch();
      return;
    }
    leaveForGood();
  }

  const end = (label: ReactNode) => (
    <Button variant="default" data-autofocus onClick={onClose}>
      {label}
    </Button>
  );

  if (!data) {
    return (
      <div className={classes.stack} aria-busy={!error}>
        {error ? (
          <Notice tone="danger">{text.problem(error)}</Notice>
        ) : (
          <Trans>Looking what will be gone…</Trans>
        )}
        <div className={classes.end}>{end(<Trans>Close</Trans>)}</div>
      </div>
    );
  }
  const last = data.memberships.filter(({ lastAdmin }) => lastAdmin);
  if (last.length > 0) {
    return (
      <div className={classes.stack}>
        <Notice tone="warn" title={<LastAdminTitle count={last.length} />}>
          <Trans>
            Give the role Admin to another active member there, or erase the organization. Then come back.
          </Trans>
        </Notice>
        <ul>
          {last.map(({ organization }) => (
            <li key={organization.id}>
              <Link {...to.members(organization.id)}>{organization.name}</Link>
            </li>
          ))}
        </ul>
        <div className={classes.end}>{end(<Trans>Close</Trans>)}</div>
      </div>
    );
  }
  if (mailed) {
    return (
      <div className={classes.stack}>
        <p>
          <Trans>
            We have sent a code to <strong>{account.email}</strong>. With it your account is deleted at once.
            This cannot be undone.
          </Trans>
        </p>
        <MailedCode
          submitLabel={<Trans>Delete my account for good</Trans>}
          danger
          confirm={confirm}
          resend={askForDeletion}
        >
          <Button variant="subtle" color="gray" onClick={onClose}>
            <Trans>Keep my account</Trans>
          </Button>
        </MailedCode>
      </div>
    );
  }
  return (
    <div className={classes.stack}>
      <p>
        <Trans>This will be gone, and cannot be brought back:</Trans>
      </p>
      <Gone data={data} />
      {problem && <Notice tone="danger">{problem}</Notice>}
      <div className={classes.end}>
        {end(<Trans>Cancel</Trans>)}
        <Button className={classes.danger} loading={busy} onClick={() => void ask()}>
          <Trans>Send me the code</Trans>
        </Button>
      </div>
    </div>
  );
}

function LastAdminTitle({ count }: { count: number }): ReactNode {
  return (
    <Plural
      value={count}
      one="You are the last active Admin of an organization"
      other="You are the last active Admin of # organizations"
    />
  );
}

type Preview = NonNullable<Awaited<ReturnType<NonNullable<typeof deletionQuery.queryFn>>>>;

function Gone({ data }: { data: Preview }) {
  const { i18n } = useLingui();
  const names = new Intl.ListFormat(i18n.locale).format(
    data.memberships.map(({ organization }) => organization.name),
  );
  return (
    <>
      <ul>
        <li>
          <Trans>Your account with your name, addresses, telephone number and password</Trans>
        </li>
        {data.memberships.length > 0 && (
          <li>
            <Trans>Your membership in {names}</Trans>
          </li>
        )}
        {data.disabledMemberships > 0 && (
          <li>
            <Plural
              value={data.disabledMemberships}
              one="# disabled membership"
              other="# disabled memberships"
            />
          </li>
        )}
        {data.sessions > 0 && (
          <li>
            <Plural value={data.sessions} one="# session, this one" other="# sessions, this one among them" />
          </li>
        )}
        {data.passkeys > 0 && (
          <li>
            <Plural value={data.passkeys} one="# passkey" other="# passkeys" />
          </li>
        )}
        {data.imports > 0 && (
          <li>
            <Plural
              value={data.imports}
              one="# import with its file; what it added stays"
              other="# imports with their files; what they added stays"
            />
          </li>
        )}
      </ul>
      <p>
        {data.apiKeys > 0 && (
          <>
            <Plural
              value={data.apiKeys}
              one="# API key that you created stays with its organization."
              other="# API keys that you created stay with their organizations."
            />{' '}
          </>
        )}
        <Trans>In the audit trail your name and address are replaced by “deleted account”.</Trans>
      </p>
    </>
  );
}
