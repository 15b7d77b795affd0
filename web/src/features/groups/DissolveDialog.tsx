import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { toast } from '~/ui/toast';
import { forgetGroup, makeChange } from './api';
import { ChangeDialog } from './ChangeDialog';
import type { Group } from './wire';

/** Asks before a group is deleted: its hierarchy is gone, the organizations stay. */
export function DissolveDialog({
  group: { id, name, organizationCount },
  onClose,
  onDone,
}: {
  group: Pick<Group, 'id' | 'name' | 'organizationCount'>;
  onClose: () => void;
  /** Leaves what shows the group. */
  onDone: () => void | Promise<void>;
}) {
  const { t } = useLingui();

  async function dissolve() {
    await makeChange({ kind: 'dissolve', group: id });
    toast({ tone: 'done', text: t`The group ${name} is deleted. Its organizations stay.` });
    await onDone();
    forgetGroup(id);
  }

  return (
    <ChangeDialog
      title={t`Delete the group ${name}?`}
      steps={[{ id, name, change: { kind: 'dissolve', group: id } }]}
      confirmLabel={t`Delete group`}
      danger
      typeToConfirm={name}
      onConfirm={dissolve}
      onClose={onClose}
    >
      <p>
        <Plural
          value={organizationCount}
          _0="This dissolves a hierarchy that has no organizations."
          one="This dissolves the hierarchy of # organization, which itself stays."
          other="This dissolves the hierarchy of # organizations, which themselves stay."
        />{' '}
        <Trans>It cannot be undone.</Trans>
      </p>
    </ChangeDialog>
  );
}
