import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Membership } from '~/api/types';
import { useLabels } from '~/features/organizations/labels';
import { may, memberships, useSession } from '~/features/session/session';
import { byName } from '~/lib/format';
import { to } from '~/paths';
import { StatusMark } from '~/ui/StatusMark';
import classes from './Account.module.css';

const DeleteDialog = lazy(() =>
  import('~/features/organizations/DeleteDialog').then((module) => ({ default: module.DeleteDialog })),
);

const LeaveDialog = lazy(() => import('./LeaveDialog').then((module) => ({ default: module.LeaveDialog })));

/** The organizations that the account belongs to, the platform's first. */
export function MyOrganizations() {
  const { t, i18n } = useLingui();
  const labels = useLabels();
  const session = useSession();
  const router = useRouter();
  const [deleting, setDeleting] = useState<{ id: string; name: string }>();
  const [leaving, setLeaving] = useState<Membership>();
  const mine = [...memberships(session)].sort(
    (a, b) =>
      Number(b.organization.platform) - Number(a.organization.platform) ||
      byName<typeof a>(i18n.locale, ({ organization }) => organization.name)(a, b),
  );

  if (mine.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>You belong to no organization yet.</Trans>
      </p>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {mine.map((membership) => {
          const { id, organization, roles, secondFactorRequired } = membership;
          return (
            <li key={id} className={classes.row}>
              <span className={classes.name}>
                <strong>{organization.name}</strong>
                <span className={classes.roles}>
                  {new Intl.ListFormat(i18n.locale).format((roles ?? []).map(({ name }) => name))}
                </span>
              </span>
              {organization.status === 'suspended' && (
                <StatusMark tone="off">{labels.value('status', 'suspended')}</StatusMark>
              )}
              {secondFactorRequired && (
                <StatusMark tone="warn">
                  <Trans>Needs a second factor</Trans>
                </StatusMark>
              )}
              <span className={classes.actions}>
                <Button
                  variant="default"
                  aria-label={t`Enter ${organization.name}`}
                  onClick={() =>
                    router.navigate(organization.platform ? to.organizations() : to.overview(organization.id))
                  }
                >
                  <Trans>Enter</Trans>
                </Button>
                {!organization.platform && may(session, 'console.organization.update', organization.id) && (
                  <Button
                    variant="default"
                    aria-label={t`Edit ${organization.name}`}
                    onClick={() => router.navigate(to.settings(organization.id))}
                  >
                    <Trans>Edit</Trans>
                  </Button>
                )}
                {!organization.platform && may(session, 'console.organizations.delete') && (
                  <Button
                    variant="default"
                    aria-label={t`Delete ${organization.name}`}
                    onClick={() => setDeleting(organization)}
                  >
                    <Trans>Delete…</Trans>
                  </Button>
                )}
                {!organization.platform && may(session, 'console.organization.erase', organization.id) && (
                  <Button
                    variant="default"
                    aria-label={t`Erase ${organization.name}`}
                    onClick={() => router.navigate(to.eraseSettings(organization.id))}
                  >
                    <Trans>Erase…</Trans>
                  </Button>
                )}
                <Button
                  variant="default"
                  aria-label={t`Leave ${organization.name}`}
                  onClick={() => setLeaving(membership)}
                >
                  <Trans>Leave…</Trans>
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
      <Suspense>
        {leaving && <LeaveDialog membership={leaving} onClose={() => setLeaving(undefined)} />}
        {deleting && (
          <DeleteDialog
            organization={deleting}
            onClose={() => setDeleting(undefined)}
            onDeleted={() => setDeleting(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
