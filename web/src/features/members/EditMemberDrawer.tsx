import { useLingui } from '@lingui/react/macro';
import type { Member } from '~/api/types';
import { compact } from '~/lib/listSearch';
import { useEditing } from '~/lib/useEditing';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { changeMember, memberQuery } from './api';
import { LastAdminNotice } from './LastAdminNotice';
import { useMemberLabels } from './labels';
import './problems';
import { RoleChoice } from './RoleChoice';
import { adminName, taskLength } from './rules';

type Loaded = { member: Member; version: string | null };

/** Edits a member's task and roles. */
export function EditMemberDrawer({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer
      query={memberQuery(memberId)}
      title={t`Edit member`}
      submitLabel={t`Save`}
      onClose={onClose}
    >
      {(first) => <Form loaded={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
}

function valuesOf({ member: { task, roles } }: Loaded) {
  return { task: task ?? '', roleIds: roles.map(({ id }) => id) };
}

function Form({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const { form, base, error, stale, frame } = useEditing({
    loaded,
    query: memberQuery(loaded.member.id),
    valuesOf,
    check: ({ task }, rules) => ({ task: rules.atMost(taskLength, task) }),
    async send(changed, { member: { id, name }, version }) {
      const task = changed.task === '' ? null : changed.task;
      await changeMember(id, compact({ ...changed, task }), version);
      toast({ tone: 'done', text: t`The changes to ${name} are saved.` });
    },
    onSaved: onClose,
  });
  const { member } = base;
  const { name } = member;
  const admin = member.roles.find((role) => role.name === adminName);

  return (
    <FormDrawer
      title={t`Edit ${name}`}
      submitLabel={t`Save`}
      loading={false}
      submitError={stale ? <StaleChoice {...stale} /> : error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <CountedInput
        label={labels.field('task')}
        limit={taskLength}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('task')}
      />
      <RoleChoice
        organizationId={member.organizationId}
        current={member.roles}
        value={form.values.roleIds}
        onChange={(roleIds) => form.setFieldValue('roleIds', roleIds)}
        error={form.errors.roleIds}
      />
      {admin && !form.values.roleIds.includes(admin.id) && (
        <LastAdminNotice member={member} roleId={admin.id} />
      )}
    </FormDrawer>
  );
}
