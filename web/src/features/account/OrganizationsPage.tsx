import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useDeployment } from '~/api/deployment';
import { isStaff, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import classes from './Account.module.css';
import { MyOrganizations } from './MyOrganizations';

const CreateOrganization = lazy(() =>
  import('./CreateOrganization').then((module) => ({ default: module.CreateOrganization })),
);

const route = getRouteApi('/shell/account/organizations');

export function OrganizationsPage() {
  const { t } = useLingui();
  const router = useRouter();
  const session = useSession();
  const open = useDeployment().signUp === 'open';
  const { create } = route.useSearch();
  useTitle(t`Organizations`, t`Account`);
  const turn = (creating: boolean) =>
    void router.navigate({
      ...to.accountOrganizations(creating ? { create: true } : {}),
      replace: !creating,
    });

  return (
    <Section
      title={t`My organizations`}
      actions={
        open && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => turn(true)}
          >
            <Trans>Create an organization</Trans>
          </Button>
        )
      }
    >
      <MyOrganizations />
      {!open && !isStaff(session) && (
        <p className={classes.quiet}>
          <Trans>New organizations are registered by the platform's staff here.</Trans>
        </p>
      )}
      <Suspense>{open && create && <CreateOrganization onClose={() => turn(false)} />}</Suspense>
    </Section>
  );
}
