import { useLingui } from '@lingui/react/macro';
import { compact } from '~/lib/listSearch';
import { useEditing } from '~/lib/useEditing';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { changeGroup, groupQuery } from './api';
import { checkGroup, GroupFields, type GroupValues } from './GroupFields';
import type { Group } from './wire';

type Loaded = { group: Group; version: string | null };

/** Edits a group's name and description. */
export function GroupFormDrawer({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer query={groupQuery(groupId)} title={t`Edit group`} submitLabel={t`Save`} onClose={onClose}>
      {(first) => <Form loaded={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
}

function valuesOf({ group: { name, description } }: Loaded): GroupValues {
  return { name, description: description ?? '' };
}

function Form({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const { form, base, error, stale, frame } = useEditing({
    loaded,
    query: groupQuery(loaded.group.id),
    valuesOf,
    check: checkGroup,
    async send(changed, { group, version }) {
      const description = changed.description === '' ? null : changed.description;
      const { name } = await changeGroup(group.id, compact({ ...changed, description }), version);
      toast({ tone: 'done', text: t`The group ${name} is saved.` });
    },
    onSaved: onClose,
  });
  const { name } = base.group;
  return (
    <FormDrawer
      title={t`Edit ${name}`}
      submitLabel={t`Save`}
      loading={false}
      submitError={
        stale ? (
          <StaleChoice title={t`Somebody else has changed this group meanwhile`} {...stale} />
        ) : (
          error && <FormError>{error}</FormError>
        )
      }
      onClose={onClose}
      {...frame}
    >
      <GroupFields inputProps={form.getInputProps} />
    </FormDrawer>
  );
}
