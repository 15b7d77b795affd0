import { useLingui } from '@lingui/react/macro';
import IconId from '@tabler/icons-react/dist/esm/icons/IconId.mjs';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconShieldOff from '@tabler/icons-react/dist/esm/icons/IconShieldOff.mjs';
import IconTransfer from '@tabler/icons-react/dist/esm/icons/IconTransfer.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import IconUserCheck from '@tabler/icons-react/dist/esm/icons/IconUserCheck.mjs';
import IconUserOff from '@tabler/icons-react/dist/esm/icons/IconUserOff.mjs';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Member } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import type { RowAction } from '~/ui/table/DataTable';
import type { Question } from './MemberDialog';
import { useOpenMemberForm } from './MemberForms';

const MemberDialog = lazy(() =>
  import('./MemberDialog').then((module) => ({ default: module.MemberDialog })),
);

/** What one may do with a member, and the questions that are asked before. */
export function useMemberActions(onDeleted?: () => void): {
  /** `allowed`: what the caller may do in the member's organization; undefined where that is not known. */
  actionsOf: (member: Member, allowed: Allowed | undefined) => RowAction[];
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const openForm = useOpenMemberForm();
  const [asking, setAsking] = useState<{ question: Question; member: Member }>();

  function actionsOf(member: Member, allowed: Allowed | undefined): RowAction[] {
    if (!allowed) return [];
    const actions: RowAction[] = [];
    const ask = (question: Question) => () => setAsking({ question, member });
    if (allowed('console.members.update')) {
      actions.push({
        id: 'edit',
        label: t`Edit`,
        icon: <IconPencil size={16} aria-hidden />,
        inline: true,
        run: () => openForm(member.id),
      });
    }
    if (allowed('console.members.edit_account') && member.awaits !== 'owner') {
      actions.push({
        id: 'account',
        label: t`Edit account`,
        icon: <IconId size={16} aria-hidden />,
        run: () => openForm(member.id, 'account'),
      });
    }
    if (allowed('console.members.edit_account')) {
      actions.push({
        id: 'move',
        label: t`Move to another organization`,
        icon: <IconTransfer size={16} aria-hidden />,
        run: () => openForm(member.id, 'move'),
      });
    }
    // Whoever has not accepted yet has a password of their own that is nobody's business.
    if (allowed('console.members.reset_password') && member.awaits !== 'owner') {
      actions.push({
        id: 'reset',
        label: t`Reset password…`,
        icon: <IconKey size={16} aria-hidden />,
        run: ask('reset'),
      });
    }
    if (allowed('console.members.reset_password') && member.secondFactor && member.awaits !== 'owner') {
      actions.push({
        id: 'resetFactor',
        label: t`Reset second factor…`,
        icon: <IconShieldOff size={16} aria-hidden />,
        run: ask('resetFactor'),
      });
    }
    if (allowed('console.members.disable')) {
      actions.push(
        member.status === 'disabled'
          ? {
              id: 'enable',
              label: t`Enable…`,
              icon: <IconUserCheck size={16} aria-hidden />,
              run: ask('enable'),
            }
          : {
              id: 'disable',
              label: t`Disable…`,
              icon: <IconUserOff size={16} aria-hidden />,
              run: ask('disable'),
            },
      );
    }
    if (allowed('console.members.delete')) {
      actions.push({
        id: 'delete',
        label: t`Delete…`,
        icon: <IconTrash size={16} aria-hidden />,
        danger: true,
        run: ask('delete'),
      });
    }
    return actions;
  }

  const dialogs = (
    <Suspense>
      {asking && (
        <MemberDialog
          {...asking}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined);
            if (asking.question === 'delete') onDeleted?.();
          }}
        />
      )}
    </Suspense>
  );
  return { actionsOf, dialogs };
}
