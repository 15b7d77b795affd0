import { useLingui } from '@lingui/react/macro';
import IconArrowsRightLeft from '@tabler/icons-react/dist/esm/icons/IconArrowsRightLeft.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { OutgoingNumber } from '~/api/types';
import type { Allowed } from '~/features/session/allowed';
import type { RowAction } from '~/ui/table/DataTable';
import { useOpenNumberForm } from './NumberForms';

const DeleteNumberDialog = lazy(() =>
  import('./DeleteNumberDialog').then((module) => ({ default: module.DeleteNumberDialog })),
);
const MoveNumbersDialog = lazy(() =>
  import('./MoveNumbersDialog').then((module) => ({ default: module.MoveNumbersDialog })),
);

/** What one may do with a number, and the dialogs that some of it asks first. */
export function useNumberActions(onGone?: () => void): {
  /** `allowed`: what the caller may do in the number's organization; undefined where that is not known. */
  actionsOf: (number: OutgoingNumber, allowed: Allowed | undefined) => RowAction[];
  dialogs: ReactNode;
} {
  const { t } = useLingui();
  const openForm = useOpenNumberForm();
  const [asking, setAsking] = useState<{ what: 'delete' | 'move'; number: OutgoingNumber }>();
  const close = () => setAsking(undefined);
  const done = () => {
    close();
    onGone?.();
  };

  function actionsOf(number: OutgoingNumber, allowed: Allowed | undefined): RowAction[] {
    if (!allowed) return [];
    const actions: RowAction[] = [];
    if (allowed('console.numbers.update')) {
      actions.push({
        id: 'edit',
        label: t`Edit`,
        icon: <IconPencil size={16} aria-hidden />,
        inline: true,
        run: () => openForm(number.id),
      });
    }
    if (allowed('console.numbers.move')) {
      actions.push({
        id: 'move',
        label: t`Move…`,
        icon: <IconArrowsRightLeft size={16} aria-hidden />,
        run: () => setAsking({ what: 'move', number }),
      });
    }
    if (allowed('console.numbers.delete')) {
      actions.push({
        id: 'delete',
        label: t`Delete…`,
        icon: <IconTrash size={16} aria-hidden />,
        danger: true,
        run: () => setAsking({ what: 'delete', number }),
      });
    }
    return actions;
  }

  const dialogs = (
    <Suspense>
      {asking?.what === 'delete' && (
        <DeleteNumberDialog number={asking.number} onClose={close} onDeleted={done} />
      )}
      {asking?.what === 'move' && (
        <MoveNumbersDialog
          chosen={{ ids: [asking.number.id] }}
          name={asking.number.display}
          from={asking.number.organizationId}
          onClose={close}
          onDone={done}
        />
      )}
    </Suspense>
  );
  return { actionsOf, dialogs };
}
