import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconKeyOff from '@tabler/icons-react/dist/esm/icons/IconKeyOff.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { productsQuery } from '~/features/products/api';
import { HeldPermissions } from '~/features/roles/HeldPermissions';
import { useReachText } from '~/features/roles/useReachText';
import { useAllowed } from '~/features/session/allowed';
import { isPlatformOrganization, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { Notice } from '~/ui/Notice';
import { BackLink, Fact, Facts, Page, Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import classes from './ApiKeys.module.css';
import { apiKeysQuery } from './api';
import { Expiry } from './Expiry';
import { useRevoke } from './useRevoke';

const route = getRouteApi('/shell/o/$organizationId/api-keys/$keyId');

export function ApiKeyPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Guarded />
    </Suspense>
  );
}

function Guarded() {
  const { organizationId } = route.useParams();
  const allowed = useAllowed(organizationId);
  if (!allowed('console.api_keys.read')) return <NotAllowed permission="console.api_keys.read" who="admin" />;
  return <Detail mayManage={allowed('console.api_keys.manage')} />;
}

function Detail({ mayManage }: { mayManage: boolean }) {
  const { t } = useLingui();
  const router = useRouter();
  const session = useSession();
  const { organizationId, keyId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const key = useSuspenseQuery(apiKeysQuery(organizationId)).data.find(({ id }) => id === keyId);
  const products = useSuspenseQuery(productsQuery).data;
  const reachText = useReachText();
  const { timeZone } = organization;
  const { revoke, dialog } = useRevoke(timeZone, () => void router.navigate(to.apiKeys(organizationId)));
  useTitle(key?.name, t`API keys`, organization.name);

  // There is no address of one key to ask for: it is one of the list, or has been revoked.
  if (!key) {
    return (
      <EmptyState
        page
        title={t`There is no such API key`}
        actions={
          <Link {...to.apiKeys(organizationId)}>
            <Trans>Show the API keys</Trans>
          </Link>
        }
      >
        <Trans>It may have been revoked.</Trans>
      </EmptyState>
    );
  }
  return (
    <Page
      back={
        <BackLink link={to.apiKeys(organizationId)}>
          <Trans>API keys</Trans>
        </BackLink>
      }
      title={key.name}
      meta={
        <>
          <span className="mono">{key.hint}</span>
          <Copyable value={key.id} />
        </>
      }
      actions={
        mayManage && (
          <Button
            variant="default"
            leftSection={<IconKeyOff size={16} aria-hidden />}
            onClick={() => revoke(key)}
          >
            <Trans>Revoke…</Trans>
          </Button>
        )
      }
    >
      {key.expired && (
        <div className={classes.notice}>
          <Notice tone="warn" title={t`This key has expired`}>
            <Trans>What comes with it is refused. Create another key and put it in its place.</Trans>
          </Notice>
        </div>
      )}
      <Section title={t`API key`}>
        <Facts>
          <Fact label={t`Reach`}>{reachText(key.reach)}</Fact>
          <Fact label={t`Expires`}>
            <Expiry of={key} timeZone={timeZone} />
          </Fact>
          <Fact label={t`Last used`}>
            {key.lastUsedAt === null ? t`Not yet` : <Time value={key.lastUsedAt} timeZone={timeZone} />}
          </Fact>
          <Fact label={t`Created by`}>{key.createdBy?.name}</Fact>
          <Fact label={t`Created`}>
            <Time value={key.createdAt} timeZone={timeZone} />
          </Fact>
        </Facts>
      </Section>
      <Section title={t`Permissions`}>
        {key.permissions.length === 0 ? (
          <p className={classes.quiet}>
            <Trans>It holds none any more: their products have withdrawn them.</Trans>
          </p>
        ) : (
          <HeldPermissions
            products={products}
            platform={isPlatformOrganization(session, organizationId)}
            held={key.permissions}
            whole={false}
          />
        )}
      </Section>
      {dialog}
    </Page>
  );
}
