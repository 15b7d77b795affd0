import { useLingui } from '@lingui/react/macro';
import IconDoorEnter from '@tabler/icons-react/dist/esm/icons/IconDoorEnter.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useRouter } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Organization } from '~/api/types';
import { may, useSession } from '~/features/session/session';
import { to } from '~/paths';
import type { RowAction } from '~/ui/table/DataTable';
import { useOpenForm } from './useOpenForm';
import { useStatusChange } from './useStatusChange';

const DeleteDialog = lazy(() =>
  import('./DeleteDialog').then((module) => ({ default: module.DeleteDialog })),
);

type Target = Pick<Organization, 'id' | 'name' | 'status'>;

/** What one may do with an organization, and the dialogs that some of it asks first. */
export function useOrganizationActions(onDeleted?: () => void): {
  actionsOf: (organization: Target) => RowAction[];
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const session = useSession();
  const router = useRouter();
  const openForm = useOpenForm();
  const changeStatus = useStatusChange();
  const [deleting, setDeleting] = useState<Target>();

  function actionsOf(organization: Target): RowAction[] {
    const { id, status } = organization;
    const actions: RowAction[] = [];
    if (may(session, 'console.organizations.register')) {
      actions.push({
        id: 'edit',
        label: t`Edit`,
        icon: <IconPencil size={16} aria-hidden />,
        inline: true,
        run: () => openForm(id),
      });
    }
    actions.push({
      id: 'enter',
      label: t`Enter`,
      icon: <IconDoorEnter size={16} aria-hidden />,
      run: () => void router.navigate(to.overview(id)),
    });
    if (may(session, 'console.organizations.suspend')) {
      actions.push(
        status === 'active'
          ? {
              id: 'suspend',
              label: t`Suspend`,
              icon: <IconPlayerPause size={16} aria-hidden />,
              run: () => void changeStatus(organization, 'suspended'),
            }
          : {
              id: 'reactivate',
              label: t`Reactivate`,
              icon: <IconPlayerPlay size={16} aria-hidden />,
              run: () => void changeStatus(organization, 'active'),
            },
      );
    }
    if (may(session, 'console.organizations.delete')) {
      actions.push({
        id: 'delete',
        label: t`Delete…`,
        icon: <IconTrash size={16} aria-hidden />,
        danger: true,
        run: () => setDeleting(organization),
      });
    }
    return actions;
  }

  const dialogs = (
    <Suspense>
      {deleting && (
        <DeleteDialog
          organization={deleting}
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {
            setDeleting(undefined);
            onDeleted?.();
          }}
        />
      )}
    </Suspense>
  );
  return { actionsOf, dialogs };
}
