import { Trans, useLingui } from '@lingui/react/macro';
import { NotAllowed } from '~/app/NotAllowed';
import { RecentImports } from '~/features/imports/RecentImports';
import { may, useSession } from '~/features/session/session';
import { to } from '~/paths';
import { BackLink, Page, Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import { NumbersUpload } from './NumbersUpload';
import { useNumberImports } from './numberImports';
import './problems';
import { InsideWayIn } from './WayIn';

/** Where a file of numbers is handed in, and what one has handed in before. */
export function NumberImportsPage() {
  const { t } = useLingui();
  return (
    <InsideWayIn title={t`Import numbers`}>
      {(organizationId) => <Imports organizationId={organizationId} />}
    </InsideWayIn>
  );
}

/** The same for the platform's staff: for one organization, or for those that the file names. */
export function AllNumberImportsPage() {
  const { t } = useLingui();
  const title = t`Import numbers`;
  useTitle(title);
  if (!may(useSession(), 'console.numbers.add'))
    return <NotAllowed permission="console.numbers.add" who="staff" />;
  return (
    <Page
      back={
        <BackLink link={to.allNumbers()}>
          <Trans>Outgoing numbers</Trans>
        </BackLink>
      }
      title={title}
    >
      <Imports organizationId={undefined} />
    </Page>
  );
}

function Imports({ organizationId }: { organizationId: string | undefined }) {
  const { t } = useLingui();
  const spec = useNumberImports(organizationId);
  return (
    <>
      <Section title={t`File`}>
        <NumbersUpload place={spec.place} organizationId={organizationId} />
      </Section>
      <Section title={t`Recent imports`}>
        <RecentImports spec={spec} />
      </Section>
    </>
  );
}
