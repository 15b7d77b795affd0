import { useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { Member, MemberPatch } from '~/api/types';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { useReadOnce } from '~/lib/useReadOnce';
import { CountedInput } from '~/ui/CountedInput';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
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
  const text = useProblemText();
  const { first, error } = useReadOnce(memberQuery(memberId));
  if (first) return <Form loaded={first} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Edit member`}
      submitLabel={t`Save`}
      loading
      saving={false}
      dirty={false}
      submitError={error ? <FormError>{text.problem(error)}</FormError> : undefined}
      onSubmit={() => {}}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}

function valuesOf({ task, roles }: Member) {
  return { task: task ?? '', roleIds: roles.map(({ id }) => id) };
}

function Form({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const text = useProblemText();
  const [base, setBase] = useState(loaded);
  const { member } = base;
  const form = useForm({ initialValues: valuesOf(member) });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [theirs, setTheirs] = useState<Loaded>();
  const { name } = member;
  const admin = member.roles.find((role) => role.name === adminName);

  function patch(): MemberPatch {
    const before = valuesOf(member);
    const { task, roleIds } = form.getValues();
    const same =
      roleIds.length === before.roleIds.length && roleIds.every((id) => before.roleIds.includes(id));
    return {
      ...(task.trim() === before.task ? {} : { task: task.trim() === '' ? null : task.trim() }),
      ...(same ? {} : { roleIds }),
    };
  }

  async function save() {
    setError(undefined);
    setTheirs(undefined);
    if (countCharacters(form.values.task) > taskLength) {
      form.setFieldError('task', text.field({ code: 'too_long', message: 'too_long' }));
      form.getInputNode('task')?.focus();
      return;
    }
    setSaving(true);
    try {
      const change = patch();
      // Nothing to change is nothing to send.
      if (Object.keys(change).length > 0) {
        await changeMember(member.id, change, base.version);
        toast({ tone: 'done', text: t`The changes to ${name} are saved.` });
      }
      onClose();
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'stale')) return lookAtTheirs();
      setError(refuse(problem));
    }
  }

  async function lookAtTheirs() {
    try {
      setTheirs(await queryClient.fetchQuery({ ...memberQuery(member.id), staleTime: 0 }));
    } catch (problem) {
      setError(text.problem(problem));
    }
  }

  function take(current: Loaded, keepMine: boolean) {
    const mine = patch();
    const values = valuesOf(current.member);
    form.setInitialValues(values);
    form.setValues(
      keepMine
        ? {
            task: mine.task === undefined ? values.task : (mine.task ?? ''),
            roleIds: mine.roleIds ?? values.roleIds,
          }
        : values,
    );
    setBase(current);
    setTheirs(undefined);
  }

  return (
    <FormDrawer
      title={t`Edit ${name}`}
      submitLabel={t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={
        theirs ? (
          <StaleChoice onKeepMine={() => take(theirs, true)} onLoadTheirs={() => take(theirs, false)} />
        ) : (
          error && <FormError>{error}</FormError>
        )
      }
      onSubmit={() => void save()}
      onClose={onClose}
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
