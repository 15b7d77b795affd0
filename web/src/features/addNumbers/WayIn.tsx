import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { OrganizationSelect } from '~/features/organizations/OrganizationSelect';
import { useAllowed } from '~/features/session/allowed';
import { may, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { BackLink, Page, Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import classes from './WayIn.module.css';

const inside = getRouteApi('/shell/o/$organizationId');

type Props = { title: string; children: (organizationId: string) => ReactNode };

/** The frame of a way in of numbers inside of one organization. */
export function InsideWayIn(props: Props) {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Inside {...props} />
    </Suspense>
  );
}

function Inside({ title, children }: Props) {
  const { organizationId } = inside.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  useTitle(title, organization.name);
  if (!allowed('console.numbers.add')) return <NotAllowed permission="console.numbers.add" who="admin" />;
  return (
    <Page
      back={
        <BackLink link={to.numbers(organizationId)}>
          <Trans>Outgoing numbers</Trans>
        </BackLink>
      }
      title={title}
    >
      {/* Another organization is another list. */}
      <Suspense key={organizationId}>{children(organizationId)}</Suspense>
    </Page>
  );
}

/** The same for the platform's staff, who first say whose numbers they will be. */
export function PlatformWayIn({
  title,
  organizationId,
  children,
}: Props & { organizationId: string | undefined }) {
  const { t } = useLingui();
  const session = useSession();
  const navigate = useNavigate();
  const chosen = useQuery({
    ...organizationQuery(organizationId ?? ''),
    enabled: organizationId !== undefined,
  });
  useTitle(title);
  if (!may(session, 'console.numbers.add'))
    return <NotAllowed permission="console.numbers.add" who="staff" />;
  const organization = chosen.data?.organization;
  return (
    <Page
      back={
        <BackLink link={to.allNumbers()}>
          <Trans>Outgoing numbers</Trans>
        </BackLink>
      }
      title={title}
    >
      <Section title={t`Organization`}>
        <div className={classes.field}>
          <OrganizationSelect
            label={t`Whose numbers they will be`}
            required
            any
            value={
              organizationId === undefined ? null : { id: organizationId, name: organization?.name ?? '…' }
            }
            onChange={(next) =>
              void navigate({ to: '.', search: next ? { organizationId: next.id } : {}, replace: true })
            }
            error={chosen.isError ? t`It does not exist, or you may not see it.` : undefined}
          />
        </div>
      </Section>
      {organization && children(organization.id)}
    </Page>
  );
}
