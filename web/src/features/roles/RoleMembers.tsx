import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconUserMinus from '@tabler/icons-react/dist/esm/icons/IconUserMinus.mjs';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Member, Role } from '~/api/types';
import { LastAdminNotice } from '~/features/members/LastAdminNotice';
import { useMemberLabels } from '~/features/members/labels';
import { MemberStatusMark } from '~/features/members/MemberStatusMark';
import '~/features/members/problems';
import { useAllowed } from '~/features/session/allowed';
import { useConfirmed } from '~/lib/useConfirmed';
import { to } from '~/paths';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { type Column, DataTable } from '~/ui/table/DataTable';
import { useList } from '~/ui/table/useList';
import { toast } from '~/ui/toast';
import { roleMembersQuery, takeRoleFrom } from './api';

const route = getRouteApi('/shell/o/$organizationId/roles/$roleId');

/** Who has the role, and the way to take it from them. */
export function RoleMembers({ role }: { role: Role }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const router = useRouter();
  const search = route.useSearch();
  const allowed = useAllowed(role.organizationId);
  const { table } = useList({
    query: roleMembersQuery(role.id, search),
    search,
    who: 'admin',
    noMatch: t`No member matches`,
    empty: (
      <EmptyState
        title={t`Nobody has this role yet`}
        actions={
          allowed('console.members.read') && (
            <Button variant="default" onClick={() => router.navigate(to.members(role.organizationId))}>
              <Trans>Go to the members</Trans>
            </Button>
          )
        }
      >
        <Trans>Roles are given on a member's page.</Trans>
      </EmptyState>
    ),
  });
  const [taking, setTaking] = useState<Member>();
  const columns = useMemo(
    (): Column<Member>[] => [
      { id: 'name', label: labels.field('name'), title: true, shown: true, cell: (row) => row.name },
      { id: 'email', label: labels.field('email'), shown: true, cell: (row) => row.email },
      {
        id: 'status',
        label: labels.field('status'),
        shown: true,
        cell: (row) => <MemberStatusMark member={row} />,
      },
      { id: 'task', label: labels.field('task'), shown: true, cell: (row) => row.task ?? '—' },
      { id: 'id', label: labels.field('id'), cell: (row) => <Copyable value={row.id} /> },
      {
        id: 'accountId',
        label: labels.field('accountId'),
        cell: (row) => <Copyable value={row.accountId} />,
      },
    ],
    [labels],
  );

  return (
    <>
      <DataTable
        headingLevel={2}
        titled
        title={t`Role members`}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.member(row.organizationId, row.id)}
        rowActions={(row) =>
          allowed('console.members.update')
            ? [
                {
                  id: 'take',
                  label: t`Remove role…`,
                  icon: <IconUserMinus size={16} aria-hidden />,
                  inline: true,
                  run: () => setTaking(row),
                },
              ]
            : []
        }
        searchLabel={t`Search by name, e-mail or ID`}
        {...table}
      />
      {taking && <TakeDialog role={role} member={taking} onClose={() => setTaking(undefined)} />}
    </>
  );
}

function TakeDialog({ role, member, onClose }: { role: Role; member: Member; onClose: () => void }) {
  const { t } = useLingui();
  const { name } = member;
  const called = role.name;

  const confirmed = useConfirmed(async () => {
    await takeRoleFrom(role.id, member.id);
    toast({ tone: 'done', text: t`${name} no longer has the role ${called}.` });
    onClose();
  });

  return (
    <ConfirmDialog
      opened
      title={t`Remove the role ${called} from ${name}?`}
      confirmLabel={t`Remove role`}
      danger
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Trans>
          {name} loses what only this role allows on the very next request. The membership and the other roles
          stay.
        </Trans>
      </p>
      {role.fixed && member.status === 'active' && <LastAdminNotice member={member} roleId={role.id} />}
    </ConfirmDialog>
  );
}
