import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Role } from '~/api/types';
import '~/features/members/problems';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteRole } from './api';

/** Says how many members lose the role, and asks for its name. */
export function DeleteRoleDialog({
  role: { id, name, memberCount },
  onClose,
  onDeleted,
}: {
  role: Role;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useLingui();

  const confirmed = useConfirmed(async () => {
    await deleteRole(id);
    toast({ tone: 'done', text: t`The role ${name} is deleted.` });
    onDeleted();
  });

  return (
    <ConfirmDialog
      opened
      title={t`Delete the role ${name}?`}
      confirmLabel={t`Delete role`}
      danger
      typeToConfirm={name}
      onClose={onClose}
      {...confirmed}
    >
      <p>
        {memberCount === 0 ? (
          <Trans>No member has this role.</Trans>
        ) : (
          <Plural
            value={memberCount}
            one="# member loses it, and what it allows, on the very next request."
            other="# members lose it, and what it allows, on their very next request."
          />
        )}
      </p>
      <p>
        <Trans>It cannot be undone.</Trans>
      </p>
    </ConfirmDialog>
  );
}
