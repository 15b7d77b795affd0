import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { Member } from '~/api/types';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useSaving } from '~/lib/useSaving';
import { to } from '~/paths';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
import { toast } from '~/ui/toast';
import { forgetMembers, memberQuery, moveMember } from './api';
import { LastAdminNotice } from './LastAdminNotice';
import { useMemberLabels } from './labels';
import './problems';
import { RoleChoice } from './RoleChoice';
import { adminName } from './rules';

type Values = { organizationId: { id: string; name: string } | null; roleIds: string[] };

/** Gives an account a membership of another organization in the place of this one. */
export function MoveMemberDrawer({ memberId, onClose }: { memberId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer
      query={memberQuery(memberId)}
      title={t`Move to another organization`}
      submitLabel={t`Move`}
      onClose={onClose}
    >
      {(first) => <Form first={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
}

type Loaded = { member: Member; version: string | null };

function Form({ first, onClose }: { first: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const labels = useMemberLabels();
  const router = useRouter();
  const [{ member, version }, setLoaded] = useState(first);
  const [changed, setChanged] = useState(false);
  const form = useForm<Values>({ initialValues: { organizationId: null, roleIds: [] } });
  const { error, frame } = useSaving(form, {
    check: ({ organizationId }, rules) => ({ organizationId: rules.required(organizationId?.id ?? '') }),
    codes: { already_member: 'organizationId' },
    onRefused: (problem) => isProblem(problem, 'stale'),
    async send({ organizationId, roleIds }) {
      if (!organizationId) return;
      setChanged(false);
      const moved = await move({ organizationId: organizationId.id, roleIds });
      await router.navigate(to.member(moved.organizationId, moved.id));
      void forgetMembers([member.id]);
      toast({ tone: 'done', text: t`${name} is a member of ${moved.organizationName} now.` });
    },
  });
  const { name, organizationName: from } = member;

  /** What somebody else has changed meanwhile is shown before one decides again. */
  async function move(body: { organizationId: string; roleIds: string[] }) {
    try {
      return await moveMember(member.id, body, version);
    } catch (problem) {
      if (isProblem(problem, 'stale')) {
        setLoaded(await queryClient.fetchQuery({ ...memberQuery(member.id), staleTime: 0 }));
        setChanged(true);
      }
      throw problem;
    }
  }

  const { organizationId: target, roleIds } = form.values;
  const admin = member.roles.find((role) => role.name === adminName);

  return (
    <FormDrawer
      title={t`Move ${name} to another organization`}
      submitLabel={t`Move`}
      loading={false}
      submitError={
        changed ? (
          <FormError>
            <Trans>
              Somebody else has changed this member meanwhile. What is shown here is as it is now: move them
              again if that is still right.
            </Trans>
          </FormError>
        ) : (
          error && <FormError>{error}</FormError>
        )
      }
      onClose={onClose}
      {...frame}
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
