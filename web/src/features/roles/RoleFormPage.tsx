import { Trans, useLingui } from '@lingui/react/macro';
import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { Product, Role } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { beyond } from '~/features/members/rules';
import '~/features/members/problems';
import { organizationQuery } from '~/features/organizations/api';
import { productsQuery } from '~/features/products/api';
import { allowedQuery } from '~/features/session/allowed';
import { isPlatformOrganization, useSession } from '~/features/session/session';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { useAttempt } from '~/lib/useAttempt';
import { useFieldErrors } from '~/lib/useFieldErrors';
import { useReadOnce } from '~/lib/useReadOnce';
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
import {
  bodyOf,
  emptyRole,
  type RoleValues,
  roleDescriptionLength,
  roleNameLength,
  rolePatch,
  valuesOf,
} from './rules';

const newRoute = getRouteApi('/shell/o/$organizationId/roles/new');
const editRoute = getRouteApi('/shell/o/$organizationId/roles/$roleId/edit');

export function NewRolePage() {
  const { organizationId } = newRoute.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <RoleForm key={organizationId} organizationId={organizationId} loaded={undefined} />
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
  if (first) return <RoleForm key={roleId} organizationId={organizationId} loaded={first} />;
  if (error) {
    return (
      <Page title="">
        <Notice tone="danger">{text.problem(error)}</Notice>
      </Page>
    );
  }
  return <PageSkeleton />;
}

function RoleForm({ organizationId, loaded }: { organizationId: string; loaded: Loaded | undefined }) {
  const { t } = useLingui();
  const router = useRouter();
  const text = useProblemText();
  const session = useSession();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const held = useSuspenseQuery(allowedQuery(organizationId)).data;
  const products = useSuspenseQuery(productsQuery).data;
  const [base, setBase] = useState(loaded);
  const form = useForm<RoleValues>({ initialValues: base ? valuesOf(base.role) : emptyRole });
  const refuse = useFieldErrors(form);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [exceeded, setExceeded] = useState<readonly string[]>([]);
  const [theirs, setTheirs] = useState<Loaded>();
  const attempt = useAttempt();
  const role = base?.role;
  const title = role ? t`Edit the role ${role.name}` : t`Create a role`;
  useTitle(title, organization.name);

  if (!held.includes('console.roles.manage'))
    return <NotAllowed permission="console.roles.manage" who="admin" />;
  const back = role ? to.role(organizationId, role.id) : to.roles(organizationId);

  async function save() {
    setError(undefined);
    setExceeded([]);
    setTheirs(undefined);
    form.clearErrors();
    const { name, description } = form.values;
    if (name.trim() === '') return fail('name', 'required');
    if (countCharacters(name) > roleNameLength) return fail('name', 'too_long');
    if (countCharacters(description) > roleDescriptionLength) return fail('description', 'too_long');
    setSaving(true);
    try {
      const saved = base ? await change(base) : await create();
      const { name: called } = saved;
      toast({
        tone: 'done',
        text: base ? t`The role ${called} is saved.` : t`The role ${called} is created.`,
      });
      await router.navigate(to.role(organizationId, saved.id));
    } catch (problem) {
      setSaving(false);
      if (isProblem(problem, 'stale') && base) return lookAtTheirs(base.role.id);
      if (problem instanceof Problem) setExceeded(problem.permissions);
      setError(refuse(problem, { role_name_taken: 'name' }));
    }
  }

  async function create(): Promise<Role> {
    const body = bodyOf(form.values);
    return createRole(organizationId, body, attempt(body).key);
  }

  /** Nothing to change is nothing to send. */
  async function change({ role: before, version }: Loaded): Promise<Role> {
    const patch = rolePatch(valuesOf(before), form.values);
    return Object.keys(patch).length === 0 ? before : changeRole(before.id, patch, version);
  }

  function fail(path: keyof RoleValues, code: string) {
    form.setFieldError(path, text.field({ code, message: code }));
    form.getInputNode(path)?.focus();
  }

  async function lookAtTheirs(id: string) {
    try {
      setTheirs(await queryClient.fetchQuery({ ...roleQuery(id), staleTime: 0 }));
    } catch (problem) {
      setError(text.problem(problem));
    }
  }

  function take(current: Loaded, keepMine: boolean) {
    const now = valuesOf(current.role);
    const mine = base ? rolePatch(valuesOf(base.role), form.values) : {};
    form.setInitialValues(now);
    form.setValues(
      keepMine
        ? {
            ...now,
            ...mine,
            description: mine.description === undefined ? now.description : (mine.description ?? ''),
          }
        : now,
    );
    setBase(current);
    setTheirs(undefined);
  }

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
      saving={saving}
      dirty={form.isDirty()}
      submitError={
        theirs ? (
          <StaleChoice onKeepMine={() => take(theirs, true)} onLoadTheirs={() => take(theirs, false)} />
        ) : (
          error && (
            <Notice tone="danger">
              {error}
              {exceeded.length > 0 && <PermissionNames keys={exceeded} products={products} />}
            </Notice>
          )
        )
      }
      onSubmit={() => void save()}
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
