import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { type ClipboardEvent, type KeyboardEvent, memo, useState } from 'react';
import type { Role } from '~/api/types';
import { memberNameLength } from '~/features/members/rules';
import { useProblemText } from '~/lib/problemText';
import { randomKey } from '~/lib/randomKey';
import { CountedInput } from '~/ui/CountedInput';
import { StatusMark } from '~/ui/StatusMark';
import { toast } from '~/ui/toast';
import { pendingInvitation, resendInvitation } from './api';
import classes from './InvitePage.module.css';
import { fieldOf, isPeople, type Line, parsePeople, type Row } from './invitees';
import { useInvitationLabels } from './labels';
import type { RowProblem } from './useInvitees';

/** What can be done with a row, by its key. */
export type RowActions = {
  change: (key: number, change: Partial<Omit<Row, 'key'>>) => void;
  paste: (lines: readonly Line[]) => void;
  roles: (row: Row) => void;
  below: (key: number) => void;
  remove: (key: number) => void;
  resent: (key: number) => void;
};

/** Somebody to invite: name, address, roles, and what stands in the way. */
export const InviteeRow = memo(function InviteeRow({
  row,
  number,
  organizationId,
  roles,
  problem,
  actions,
}: {
  row: Row;
  /** Its place in the list, from 1. */
  number: number;
  organizationId: string;
  roles: readonly Role[] | undefined;
  problem: RowProblem | undefined;
  actions: RowActions;
}) {
  const { t } = useLingui();
  const labels = useInvitationLabels();
  const about = problem && fieldOf(problem.location);
  const noteId = `invitee-${row.key}`;

  function pasted(event: ClipboardEvent) {
    const content = event.clipboardData.getData('text');
    if (!isPeople(content)) return;
    event.preventDefault();
    actions.paste(parsePeople(content));
  }

  function key(event: KeyboardEvent) {
    // Enter goes on to the next row: what is sent cannot be taken back.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    actions.below(row.key);
  }

  const field = (name: 'name' | 'email') => ({
    value: row[name],
    'data-field': name,
    autoComplete: 'off',
    error: about === name || undefined,
    'aria-describedby': about === name ? noteId : undefined,
    onPaste: pasted,
    onKeyDown: key,
  });
  const own = row.roleIds && roles?.filter(({ id }) => row.roleIds?.includes(id)).map(({ name }) => name);
  const ownNames = own && labels.list(own);
  const shown =
    row.roleIds === undefined ? t`Roles as for all` : ownNames ? t`Roles: ${ownNames}` : t`No roles`;
  return (
    <li className={classes.row} data-row={row.key}>
      <CountedInput
        {...field('name')}
        aria-label={t`Name, row ${number}`}
        placeholder={labels.field('name')}
        limit={memberNameLength}
        onChange={(event) => actions.change(row.key, { name: event.currentTarget.value })}
      />
      <TextInput
        {...field('email')}
        aria-label={t`E-mail, row ${number}`}
        placeholder={labels.field('email')}
        type="email"
        onChange={(event) => actions.change(row.key, { email: event.currentTarget.value })}
      />
      <span className={classes.rowRoles}>
        <Button
          variant="subtle"
          className={classes.rolesButton}
          data-field="roleIds"
          aria-label={t`${shown}, row ${number}`}
          aria-describedby={about === 'roleIds' ? noteId : undefined}
          onClick={() => actions.roles(row)}
        >
          {shown}
        </Button>
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={classes.remove}
        aria-label={t`Remove row ${number}`}
        onClick={() => actions.remove(row.key)}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
      {problem && (
        <span className={classes.problem} id={noteId}>
          <RowNote problem={problem} unknown={row.unknownRoles} />
          {problem.code === 'already_invited' && (
            <Resend
              organizationId={organizationId}
              email={row.email}
              onResent={() => actions.resent(row.key)}
            />
          )}
        </span>
      )}
    </li>
  );
});

function RowNote({ problem, unknown }: { problem: RowProblem; unknown: string[] | undefined }) {
  const text = useProblemText();
  const labels = useInvitationLabels();
  if (unknown) {
    const names = labels.list(unknown);
    return (
      <StatusMark tone="danger">
        <Trans>There is no role {names} here. Choose the roles of this row.</Trans>
      </StatusMark>
    );
  }
  const { code = '', message = '', location = '' } = problem;
  return <StatusMark tone="danger">{text.field({ code, message, location })}</StatusMark>;
}

/** Who is invited already can get another link instead. */
function Resend({
  organizationId,
  email,
  onResent,
}: {
  organizationId: string;
  email: string;
  onResent: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);

  async function resend() {
    setBusy(true);
    try {
      const pending = await pendingInvitation(organizationId, email);
      // Answered or revoked meanwhile: nothing stands in the way any more.
      if (pending) {
        await resendInvitation(pending.id, randomKey());
        toast({
          tone: 'done',
          text: t`A new link is on its way to ${email}. It works for seven days, and the earlier one no longer does.`,
        });
        onResent();
        return;
      }
      toast({ tone: 'warning', text: t`That invitation is over. Invite them again.` });
    } catch (problem) {
      toast({ tone: 'error', text: text.problem(problem) });
    }
    setBusy(false);
  }

  return (
    <Button variant="default" size="compact-xs" loading={busy} onClick={() => void resend()}>
      <Trans>Send a new link instead</Trans>
    </Button>
  );
}
