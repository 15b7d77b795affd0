import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Problem } from '~/api/problem';
import { UsageLinks } from '~/features/usages/UsageLinks';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { toast } from '~/ui/toast';
import { deleteNumber } from './api';
import { usagesOf } from './obstacles';
import './problems';
import type { OutgoingNumber, UsageRef } from '~/api/types';

/** Asks before a number is deleted; one in use is not, and its usages are named, each a link. */
export function DeleteNumberDialog({
  number: { id, display, organizationName: organization },
  onClose,
  onDeleted,
}: {
  number: OutgoingNumber;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useLingui();
  const [usages, setUsages] = useState<readonly UsageRef[]>([]);

  async function remove() {
    await deleteNumber(id);
    toast({ tone: 'done', text: t`${display} is deleted.` });
    onDeleted();
  }

  function nameUsages(problem: unknown): boolean {
    const named = problem instanceof Problem ? usagesOf(problem) : [];
    setUsages(named);
    return named.length > 0;
  }

  const confirmed = useConfirmed(remove, nameUsages);
  const refused = usages.length > 0;
  return (
    <ConfirmDialog
      key={String(refused)}
      opened
      title={refused ? t`${display} cannot be deleted` : t`Delete ${display}?`}
      confirmLabel={t`Delete number`}
      danger
      typeToConfirm={display}
      refused={refused}
      onClose={onClose}
      {...confirmed}
    >
      {refused ? (
        <LeaveByLink onLeave={onClose}>
          <div role="alert">
            <p>
              <Plural
                value={usages.length}
                one="It is in use. End this first:"
                other="It is in use. End these first:"
              />
            </p>
            <UsageLinks usages={usages} />
          </div>
        </LeaveByLink>
      ) : (
        <>
          <p>
            <Trans>
              This removes the number from {organization}. Nothing can be sent or called from it any more.
            </Trans>
          </p>
          <p>
            <Trans>It cannot be undone.</Trans>
          </p>
        </>
      )}
    </ConfirmDialog>
  );
}
