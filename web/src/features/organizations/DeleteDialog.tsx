import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Blocker } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { LeaveByLink } from '~/ui/LeaveByLink';
import { toast } from '~/ui/toast';
import { useTopmost } from '~/ui/useTopmost';
import { deleteOrganization, referencesQuery } from './api';
import { BlockerList } from './BlockerList';
import classes from './DeleteDialog.module.css';

/**
 * Asks before an organization is deleted. What stands in the way is looked up first, so that nobody types a name
 * for nothing; the server decides again when it is asked.
 */
export function DeleteDialog({
  organization: { id, name },
  onClose,
  onDeleted,
}: {
  organization: { id: string; name: string };
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const references = useQuery({ ...referencesQuery(id), staleTime: 0 });
  const [refused, setRefused] = useState<readonly Blocker[]>([]);
  const blockers = refused.length > 0 ? refused : (references.data ?? []);

  async function remove() {
    await deleteOrganization(id);
    toast({ tone: 'done', text: t`${name} is deleted.` });
    onDeleted();
  }

  function nameBlockers(problem: unknown): boolean {
    const inUse = isProblem(problem, 'organization_in_use');
    if (inUse) setRefused(problem.blockers);
    return inUse;
  }

  const { busy, error, onConfirm } = useConfirmed(remove, nameBlockers);

  if (blockers.length > 0) {
    return <RefusedDialog id={id} name={name} blockers={blockers} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      opened
      title={t`Delete ${name}?`}
      confirmLabel={t`Delete organization`}
      danger
      typeToConfirm={name}
      busy={busy || references.isPending}
      error={error ?? (references.isError ? text.problem(references.error) : undefined)}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>
        <Trans>
          This removes the organization and its registration. Nothing else refers to it: no members, numbers,
          usages, executing organizations or group.
        </Trans>
      </p>
      <p>
        <Trans>It cannot be undone.</Trans>
      </p>
    </ConfirmDialog>
  );
}

function RefusedDialog({
  id,
  name,
  blockers,
  onClose,
}: {
  id: string;
  name: string;
  blockers: readonly Blocker[];
  onClose: () => void;
}) {
  const { t } = useLingui();
  const top = useTopmost(true);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`${name} cannot be deleted`}
      centered
      size={520}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <div className={classes.body}>
        <p>
          <Trans>Something still refers to it. Change or remove these first:</Trans>
        </p>
        <LeaveByLink onLeave={onClose}>
          <BlockerList organizationId={id} blockers={blockers} />
        </LeaveByLink>
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </div>
      </div>
    </Modal>
  );
}
