import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate, useRouter } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { OutgoingNumber } from '~/api/types';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { BackLink, Fact, Facts, Page, Section } from '~/ui/Page';
import { PageActions } from '~/ui/PageActions';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { numberQuery } from './api';
import { InUseMark } from './InUseMark';
import { useNumberLabels } from './labels';
import { NumberForms } from './NumberForms';
import { NumberHistory } from './NumberHistory';
import classes from './NumberPage.module.css';
import { NumberUsages } from './NumberUsages';
import { useNumberActions } from './useNumberActions';

const route = getRouteApi('/shell/o/$organizationId/numbers/$numberId');

export function NumberPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Placed />
    </Suspense>
  );
}

/** A number that has moved is looked at where it is now: what one may do with it is decided there. */
function Placed() {
  const { organizationId, numberId } = route.useParams();
  const { number } = useSuspenseQuery(numberQuery(numberId)).data;
  if (number.organizationId !== organizationId)
    return <Navigate {...to.number(number.organizationId, numberId)} replace />;
  return <Detail number={number} />;
}

function Detail({ number }: { number: OutgoingNumber }) {
  const { t } = useLingui();
  const labels = useNumberLabels();
  const router = useRouter();
  const { organizationId } = number;
  const { edit: edited } = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const { actionsOf, dialogs } = useNumberActions(() => void router.navigate(to.numbers(organizationId)));
  useTitle(number.display, t`Outgoing numbers`, organization.name);
  const { timeZone } = organization;

  return (
    <Page
      back={
        allowed('console.numbers.read') && (
          <BackLink link={to.numbers(organizationId)}>
            <Trans>Outgoing numbers</Trans>
          </BackLink>
        )
      }
      title={<span className={classes.title}>{number.display}</span>}
      meta={
        <>
          <InUseMark inUse={number.inUse} />
          <Copyable value={number.id} />
        </>
      }
      actions={<PageActions actions={actionsOf(number, allowed)} />}
    >
      <Section title={t`Number`}>
        <Facts>
          <Fact label={labels.field('international')}>
            <Copyable value={number.number} />
          </Fact>
          <Fact label={labels.field('lettering')}>{number.lettering}</Fact>
          <Fact label={labels.field('billingNumber')}>
            <Copyable value={number.billingNumber} shown={number.billingDisplay} />
          </Fact>
          <Fact label={labels.field('organization')}>{number.organizationName}</Fact>
          <Fact label={labels.field('createdAt')}>
            <Time value={number.createdAt} timeZone={timeZone} />
          </Fact>
          <Fact label={labels.field('updatedAt')}>
            <Time value={number.updatedAt} timeZone={timeZone} />
          </Fact>
        </Facts>
      </Section>
      <NumberUsages number={number} maySee={allowed('console.usages.read')} />
      <NumberHistory numberId={number.id} timeZone={timeZone} />
      <NumberForms edited={edited} />
      {dialogs}
    </Page>
  );
}
