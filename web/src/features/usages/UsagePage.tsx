import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPlayerStop from '@tabler/icons-react/dist/esm/icons/IconPlayerStop.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Usage, UsedNumber } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { type Allowed, useAllowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { BackLink, Fact, Facts, Page, Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { type Column, DataTable } from '~/ui/table/DataTable';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { usageNumbersQuery, usageQuery } from './api';
import { ProductLink } from './UsageLinks';
import classes from './UsagePage.module.css';
import { useUsageLabels } from './useUsageLabels';

const EndUsageDialog = lazy(() =>
  import('./EndUsageDialog').then((module) => ({ default: module.EndUsageDialog })),
);

const route = getRouteApi('/shell/o/$organizationId/usages/$usageId');

export function UsagePage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Guarded />
    </Suspense>
  );
}

function Guarded() {
  const { organizationId } = route.useParams();
  const allowed = useAllowed(organizationId);
  if (!allowed('console.usages.read')) return <NotAllowed permission="console.usages.read" who="admin" />;
  return <Detail allowed={allowed} />;
}

function Detail({ allowed }: { allowed: Allowed }) {
  const { t } = useLingui();
  const labels = useUsageLabels();
  const router = useRouter();
  const { organizationId, usageId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const usage = useSuspenseQuery(usageQuery(usageId)).data;
  const [ending, setEnding] = useState(false);
  useTitle(usage.name, t`Usages`, organization.name);
  const { timeZone } = organization;

  return (
    <div className={classes.page}>
      <Page
        back={
          <BackLink link={to.usages(organizationId)}>
            <Trans>Usages</Trans>
          </BackLink>
        }
        title={usage.name}
        meta={
          <>
            <span>{labels.what(usage)}</span>
            <Copyable value={usage.id} />
            <ProductLink usage={usage} />
          </>
        }
        actions={
          allowed('console.usages.manage') && (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              onClick={() => setEnding(true)}
            >
              <Trans>End usage…</Trans>
            </Button>
          )
        }
      >
        <Section title={t`Usage`}>
          <Facts>
            <Fact label={t`Product`}>{labels.product(usage.product)}</Fact>
            <Fact label={t`Kind`}>{labels.kind(usage.kind)}</Fact>
            <Fact label={t`External ID`}>
              <Copyable value={usage.externalId} />
            </Fact>
            <Fact label={t`Organization`}>{usage.organizationName}</Fact>
            <Fact label={t`Registered`}>
              <Time value={usage.createdAt} timeZone={timeZone} />
            </Fact>
            <Fact label={t`Changed`}>
              <Time value={usage.updatedAt} timeZone={timeZone} />
            </Fact>
          </Facts>
        </Section>
      </Page>
      <UsedNumbers usage={usage} linked={allowed('console.numbers.read')} />
      <Suspense>
        {ending && (
          <EndUsageDialog
            usage={usage}
            onClose={() => setEnding(false)}
            onEnded={() => void router.navigate(to.usages(organizationId))}
          />
        )}
      </Suspense>
    </div>
  );
}

/** The numbers that the campaign or schedule uses. */
function UsedNumbers({ usage, linked }: { usage: Usage; linked: boolean }) {
  const { t } = useLingui();
  const search = route.useSearch();
  const { table } = useList({
    query: usageNumbersQuery(usage.id, search),
    search,
    who: 'admin',
    empty: (
      <EmptyState title={t`No numbers`}>
        <Trans>It uses the organization itself, and none of its numbers.</Trans>
      </EmptyState>
    ),
  });
  const columns = useMemo(
    (): Column<UsedNumber>[] => [
      {
        id: 'number',
        label: t`Number`,
        title: true,
        shown: true,
        cell: (row) => <span className="mono">{row.display}</span>,
      },
      { id: 'lettering', label: t`Lettering`, shown: true, cell: (row) => row.lettering || '—' },
      { id: 'id', label: t`Number ID`, cell: (row) => <Copyable value={row.id} /> },
    ],
    [t],
  );
  return (
    <DataTable
      headingLevel={2}
      title={t`Numbers that it uses`}
      columns={columns}
      rowId={(row) => row.id}
      rowName={(row) => row.display}
      rowLink={linked ? (row) => to.number(usage.organizationId, row.id) : undefined}
      {...table}
      total={table.total ?? { value: usage.numberCount, relation: 'eq' }}
    />
  );
}
