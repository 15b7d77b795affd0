import { Trans, useLingui } from '@lingui/react/macro';
import { Textarea } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type ComponentProps, Suspense } from 'react';
import type { Problem } from '~/api/problem';
import type { Product, Role } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { beyond } from '~/features/members/rules';
import '~/features/members/problems';
import { organizationQuery } from '~/features/organizations/api';
import { productsQuery } from '~/features/products/api';
import { allowedQuery } from '~/features/session/allowed';
import { isPlatformOrganization, useSession } from '~/features/session/session';
import { compact } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { useEditing } from '~/lib/useEditing';
import type { FieldRules } from '~/lib/useFieldRules';
import { useReadOnce } from '~/lib/useReadOnce';
import { useSaving } from '~/lib/useSaving';
import { to } from '~/paths';
import { CountedInput } from '~/ui/CountedInput';
import { FormPage } from '~/ui/FormPage';
import { Notice } from '~/ui/Notice';
import { BackLink, Page, Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import { changeRole, createRole, roleQuery } from './api';
import { PermissionMatrix } from './PermissionMatrix';
import { PermissionNames } from './PermissionNames';
import { ReachField } from './ReachField';
import classes from './RoleFormPage.module.css';
import { bodyOf, emptyRole, type RoleValues, roleDescriptionLength, roleNameLength, valuesOf } from './rules';

const newRoute = getRouteApi('/shell/o/$organizationId/roles/new');
const editRoute = getRouteApi('/shell/o/$organizationId/roles/$roleId/edit');

export function NewRolePage() {
  const { organizationId } = newRoute.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <NewRole key={organizationId} organizationId={organizationId} />
    </Suspense>
  );
}

export function EditRolePage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Loaded />
    </Suspense>
  );
}

type Loaded = { role: Role; version: string | null };

function Loaded() {
  const { organizationId, roleId } = editRoute.useParams();
  const text = useProblemText();
  const { first, error } = useReadOnce(roleQuery(roleId));
  if (first) return <EditRole key={roleId} organizationId={organizationId} loaded={first} />;
  if (error) {
    return (
      <Page title="">
        <Notice tone="danger">{text.problem(error)}</Notice>
      </Page>
    );
  }
  return <PageSkeleton />;
}

const codes = { role_name_taken: 'name' } as const;

function check({ name, description }: RoleValues, rules: FieldRules) {
  return {
    name: rules.required(name) ?? rules.atMost(roleNameLength, name),
    description: rules.atMost(roleDescriptionLength, description),
  };
}

function NewRole({ organizationId }: { organizationId: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const form = useForm<RoleValues>({ initialValues: emptyRole });
  const attempt = useAttempt();
  const { error, refused, frame } = useSaving(form, {
    check,
    codes,
    async send(values) {
      const body = bodyOf(values);
      const { id, name: called } = await createRole(organizationId, body, attempt(body).key);
      toast({ tone: 'done', text: t`The role ${called} is created.` });
      await router.navigate(to.role(organizationId, id));
    },
  });
  return (
    <RoleForm
      organizationId={organizationId}
      edited={undefined}
      form={form}
      error={error}
      refused={refused}
      stale={undefined}
      frame={frame}
    />
  );
}

function EditRole({ organizationId, loaded }: { organizationId: string; loaded: Loaded }) {
  const { t } = useLingui();
  const router = useRouter();
  const { base, ...editing } = useEditing({
    loaded,
    query: roleQuery(loaded.role.id),
    valuesOf: ({ role }) => valuesOf(role),
    check,
    codes,
    async send(changed, { role, version }) {
      const description = changed.description === '' ? null : changed.description;
      const { name: called } = await changeRole(role.id, compact({ ...changed, description }), version);
      toast({ tone: 'done', text: t`The role ${called} is saved.` });
    },
    onSaved: () => void router.navigate(to.role(organizationId, loaded.role.id)),
  });
  return <RoleForm organizationId={organizationId} edited={base.role} {...editing} />;
}

function RoleForm({
  organizationId,
  edited: role,
  form,
  error,
  refused,
  stale,
  frame,
}: {
  organizationId: string;
  /** Undefined for a new one. */
  edited: Role | undefined;
  form: UseFormReturnType<RoleValues>;
  error: string | undefined;
  refused: Problem | undefined;
  stale: ComponentProps<typeof StaleChoice> | undefined;
  frame: { saving: boolean; dirty: boolean; onSubmit: () => void };
}) {
  const { t } = useLingui();
  const session = useSession();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const held = useSuspenseQuery(allowedQuery(organizationId)).data;
  const products = useSuspenseQuery(productsQuery).data;
  const title = role ? t`Edit the role ${role.name}` : t`Create a role`;
  useTitle(title, organization.name);

  if (!held.includes('console.roles.manage'))
    return <NotAllowed permission="console.roles.manage" who="admin" />;
  const back = role ? to.role(organizationId, role.id) : to.roles(organizationId);
  const lacking = role ? beyond(role, held) : [];
  if (role && (role.fixed || lacking.length > 0)) {
    return (
      <Page back={<BackLink link={back}>{role.name}</BackLink>} title={title}>
        <CannotEdit role={role} lacking={lacking} products={products} />
      </Page>
    );
  }

  return (
    <FormPage
      title={title}
      back={{ link: back, label: role ? role.name : <Trans>Roles</Trans> }}
      submitLabel={role ? <Trans>Save</Trans> : <Trans>Create role</Trans>}
      submitError={
        stale ? (
          <StaleChoice {...stale} />
        ) : (
          error && (
            <Notice tone="danger">
              {error}
              {refused && refused.permissions.length > 0 && (
                <PermissionNames keys={refused.permissions} products={products} />
              )}
            </Notice>
          )
        )
      }
      {...frame}
    >
      <Section title={t`Role`}>
        <div className={classes.fields}>
          <CountedInput
            label={t`Name`}
            required
            limit={roleNameLength}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Textarea
            label={t`Description`}
            description={t`At most ${roleDescriptionLength} characters.`}
            autosize={false}
            rows={2}
            {...form.getInputProps('description')}
          />
          <ReachField description={t`Where what the role allows counts.`} {...form.getInputProps('reach')} />
        </div>
      </Section>
      <Section title={t`Permissions`}>
        <PermissionMatrix
          products={products}
          platform={isPlatformOrganization(session, organizationId)}
          ticked={form.values.permissions}
          held={held}
          onChange={(permissions) => form.setFieldValue('permissions', permissions)}
          error={form.errors.permissions}
        />
      </Section>
    </FormPage>
  );
}

function CannotEdit({
  role,
  lacking,
  products,
}: {
  role: Role;
  lacking: string[];
  products: readonly Product[];
}) {
  const { t } = useLingui();
  return role.fixed ? (
    <Notice tone="info" title={t`This role is fixed`}>
      <Trans>Admin holds every permission that can be given here. It cannot be changed.</Trans>
    </Notice>
  ) : (
    <Notice tone="info" title={t`You cannot change this role`}>
      <Trans>It holds permissions that you do not hold here yourself:</Trans>
      <PermissionNames keys={lacking} products={products} />
    </Notice>
  );
}
