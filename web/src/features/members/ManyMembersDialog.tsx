import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { refreshPeople } from '~/features/roles/api';
import { useProblemText } from '~/lib/problemText';
import { randomKey } from '~/lib/randomKey';
import { to } from '~/paths';
import { ChangeManyDialog, type ManyWording, type Selected } from '~/ui/changeMany/ChangeManyDialog';
import { toast } from '~/ui/toast';
import { deleteMembers, disableMembers, enableMembers } from './many';
import './problems';

export type ManyQuestion = 'disable' | 'enable' | 'delete';

/** Asks a second time before several members are disabled, enabled or deleted together. */
export function ManyMembersDialog({
  question,
  selected,
  onClose,
  onDone,
}: {
  question: ManyQuestion;
  selected: Selected;
  onClose: () => void;
  onDone: () => void;
}) {
  return (
    <ChangeManyDialog
      selected={selected}
      wording={useWording(question, onDone)}
      link={({ id, organizationId }, name) => <Link {...to.member(organizationId, id)}>{name}</Link>}
      refresh={refreshPeople}
      onClose={onClose}
    />
  );
}

function useWording(question: ManyQuestion, onDone: () => void): ManyWording {
  const { t } = useLingui();
  const text = useProblemText();
  const reasons = {
    last_admin: t`They are all the active Admins that an organization has. Leave one of them out, or make somebody else Admin first; only a higher level or the platform can go on without one.`,
  };

  function done(said: string, undo?: () => Promise<unknown>) {
    toast({
      tone: 'done',
      text: said,
      action: undo && {
        label: t`Undo`,
        run: () => void undo().catch((problem) => toast({ tone: 'error', text: text.problem(problem) })),
      },
    });
    onDone();
  }

  switch (question) {
    case 'disable':
      return {
        title: (count) => t`${plural(count, { one: 'Disable # member?', other: 'Disable # members?' })}`,
        confirm: t`Disable`,
        danger: true,
        reasons,
        text: (count) => (
          <>
            <p>
              <Plural
                value={count}
                one="# member loses the organization, and what is below it, on the very next request, in every session that is open."
                other="# members lose their organization, and what is below it, on the very next request, in every session that is open."
              />
            </p>
            <p>
              <Trans>Their roles are kept for when they are enabled again.</Trans>
            </p>
          </>
        ),
        run: async (ids, key) => {
          const changed = await disableMembers(ids, key);
          done(
            t`${plural(changed.length, { one: '# member is disabled.', other: '# members are disabled.' })}`,
            changed.length > 0 ? () => enableMembers(changed, randomKey()) : undefined,
          );
        },
      };
    case 'enable':
      return {
        title: (count) => t`${plural(count, { one: 'Enable # member?', other: 'Enable # members?' })}`,
        confirm: t`Enable`,
        reasons,
        text: (count) => (
          <p>
            <Plural
              value={count}
              one="# member gets back what the roles allow, at once."
              other="# members get back what their roles allow, at once."
            />
          </p>
        ),
        run: async (ids, key) => {
          const changed = await enableMembers(ids, key);
          done(
            t`${plural(changed.length, { one: '# member is enabled again.', other: '# members are enabled again.' })}`,
            changed.length > 0 ? () => disableMembers(changed, randomKey()) : undefined,
          );
        },
      };
    case 'delete':
      return {
        title: (count) => t`${plural(count, { one: 'Delete # member?', other: 'Delete # members?' })}`,
        confirm: t`Delete members`,
        danger: true,
        type: true,
        reasons,
        text: (count) => (
          <>
            <p>
              <Plural
                value={count}
                one="This removes # member with the roles. They lose the organization, and what is below it, on the very next request. Their account and what they have elsewhere stay."
                other="This removes # members with their roles. They lose their organization, and what is below it, on the very next request. Their accounts and what they have elsewhere stay."
              />
            </p>
            <p>
              <Trans>It cannot be undone.</Trans>
            </p>
          </>
        ),
        run: async (ids, key) => {
          const changed = await deleteMembers(ids, key);
          done(
            t`${plural(changed.length, { one: '# member is deleted.', other: '# members are deleted.' })}`,
          );
        },
      };
  }
}
