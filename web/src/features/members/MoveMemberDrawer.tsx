import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Member } from '~/api/types';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useProblemText } from '~/lib/problemText';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { useReadOnce } from '~/lib/useReadOnce';
import { to } from '~/paths';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { forgetMember, memberQuery, moveMember } from './api';
import { LastAdminNotice } from './LastAdminNotice';
import { useMemberLabels } from './labels';
import './problems';
import { RoleChoice } from './RoleChoice';
import { adminName } from './rules';

type Values = { organizationId: { id: string; name: string } | null; roleIds: string[] };

/** Gives an account a membership of another organization in the place of this one. */
export function MoveMemberDrawer({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { t } = useLingui();
  const text = useProblemText();
  const { first, error } = useReadOnce(memberQuery(memberId));
  if (first) return <Form member={first.member} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Move to another organization`}
      submitLabel={t`Move`}
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

function Form({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const text = useProblemText();
  const router = useRouter();
  const form = useForm<Values>({ initialValues: { organizationId: null, roleIds: [] } });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const { name, organizationName: from } = member;
  const { organizationId: target, roleIds } = form.values;
  const admin = member.roles.find((role) => role.name === adminName);

  async function save() {
    setError(undefined);
    if (target === null) {
      form.setFieldError('organizationId', text.field({ code: 'required', message: 'required' }));
      form.getInputNode('organizationId')?.focus();
      return;
    }
    setSaving(true);
    try {
      const moved = await moveMember(member.id, { organizationId: target.id, roleIds });
      await router.navigate(to.member(moved.organizationId, moved.id));
      void forgetMember(member.id);
      toast({ tone: 'done', text: t`${name} is a member of ${moved.organizationName} now.` });
    } catch (problem) {
      setSaving(false);
      setError(refuse(problem, { already_member: 'organizationId' }));
    }
  }

  return (
    <FormDrawer
      title={t`Move ${name} to another organization`}
      submitLabel={t`Move`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={error && <FormError>{error}</FormError>}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <Notice tone="info">
        <Trans>
          {name} stops being a member of {from}, loses the roles there on the very next request, and becomes a
          member of the other organization with the roles that you choose here. Their account, task and status
          stay.
        </Trans>
      </Notice>
      <OrganizationSelect
        any
        required
        autoFocus
        name="organizationId"
        label={labels.field('organization')}
        value={target}
        onChange={(next) => form.setValues({ organizationId: next, roleIds: [] })}
        error={form.errors.organizationId}
      />
      {target && (
        <RoleChoice
          key={target.id}
          organizationId={target.id}
          current={[]}
          value={roleIds}
          onChange={(next) => form.setFieldValue('roleIds', next)}
          error={form.errors.roleIds}
        />
      )}
      {member.status === 'active' && admin && <LastAdminNotice member={member} roleId={admin.id} />}
    </FormDrawer>
  );
}
