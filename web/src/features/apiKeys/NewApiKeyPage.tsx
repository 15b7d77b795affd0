import { Trans, useLingui } from '@lingui/react/macro';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { isProblem, type Problem } from '~/api/problem';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { productsQuery } from '~/features/products/api';
import { PermissionMatrix } from '~/features/roles/PermissionMatrix';
import { PermissionNames } from '~/features/roles/PermissionNames';
import { ReachField } from '~/features/roles/ReachField';
import { allowedQuery } from '~/features/session/allowed';
import { isPlatformOrganization, useSession } from '~/features/session/session';
import { useAttempt } from '~/lib/useAttempt';
import { useSaving } from '~/lib/useSaving';
import { to } from '~/paths';
import { CountedInput } from '~/ui/CountedInput';
import { FormPage } from '~/ui/FormPage';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import classes from './ApiKeys.module.css';
import { createApiKey } from './api';
import { ExpiryField } from './ExpiryField';
import { KeyDialog } from './KeyDialog';
import './problems';
import { type ApiKeyValues, apiKeyNameLength, bodyOf, emptyApiKey } from './rules';

const route = getRouteApi('/shell/o/$organizationId/api-keys/new');

export function NewApiKeyPage() {
  const { organizationId } = route.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Form key={organizationId} organizationId={organizationId} />
    </Suspense>
  );
}

function exceeds(problem: unknown): problem is Problem {
  return isProblem(problem, 'exceeds_own_permissions');
}

function Form({ organizationId }: { organizationId: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const session = useSession();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const held = useSuspenseQuery(allowedQuery(organizationId)).data;
  const products = useSuspenseQuery(productsQuery).data;
  const form = useForm<ApiKeyValues>({ initialValues: emptyApiKey });
  const [made, setMade] = useState<{ name: string; key: string }>();
  const attempt = useAttempt();
  const { error, refused, frame } = useSaving(form, {
    check: ({ name, permissions, expiry, expiresAt }, rules) => ({
      name: rules.required(name) ?? rules.atMost(apiKeyNameLength, name),
      expiresAt: expiry === 'date' ? rules.required(expiresAt) : undefined,
      permissions: permissions.length === 0 ? t`Choose at least one permission.` : undefined,
    }),
    async send(values) {
      // The same key, asked for again, ends when it would have ended.
      const { key, begun } = attempt(values);
      setMade(await createApiKey(organizationId, bodyOf(values, begun, organization.timeZone), key));
    },
    onRefused: exceeds,
  });
  const title = t`Create an API key`;
  useTitle(title, organization.name);

  if (!held.includes('console.api_keys.manage'))
    return <NotAllowed permission="console.api_keys.manage" who="admin" />;

  return (
    <>
      <FormPage
        title={title}
        back={{ link: to.apiKeys(organizationId), label: <Trans>API keys</Trans> }}
        submitLabel={<Trans>Create key</Trans>}
        submitError={
          exceeds(refused) ? (
            <Notice tone="danger">
              {t`You do not hold all of this here yourself, with the same reach.`}
              <PermissionNames keys={refused.permissions} products={products} />
            </Notice>
          ) : (
            error && <Notice tone="danger">{error}</Notice>
          )
        }
        {...frame}
      >
        <Section title={t`API key`}>
          <div className={classes.fields}>
            <CountedInput
              label={t`Name`}
              description={t`What will use it, such as the name of the product or script.`}
              required
              limit={apiKeyNameLength}
              autoComplete="off"
              {...form.getInputProps('name')}
            />
            <ExpiryField form={form} timeZone={organization.timeZone} />
            <ReachField description={t`Where what the key allows counts.`} {...form.getInputProps('reach')} />
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
      {made && (
        <KeyDialog
          name={made.name}
          value={made.key}
          onStored={() => void router.navigate({ ...to.apiKeys(organizationId), ignoreBlocker: true })}
        />
      )}
    </>
  );
}
