import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { NotAllowed } from '~/app/NotAllowed';
import { RecentImports } from '~/features/imports/RecentImports';
import { Upload } from '~/features/imports/Upload';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { BackLink, Page, Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import { useInvitationImports } from './invitationImports';
import './problems';

const route = getRouteApi('/shell/o/$organizationId/invitations/import');

/** Where a file of people to invite is handed in, and what one has handed in before. */
export function InvitationImportsPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const spec = useInvitationImports(organizationId);
  useTitle(spec.title, organization.name);
  if (!allowed('console.members.invite'))
    return <NotAllowed permission="console.members.invite" who="admin" />;
  return (
    <Page
      back={
        allowed('console.members.read') && (
          <BackLink link={to.invitations(organizationId)}>
            <Trans>Invitations</Trans>
          </BackLink>
        )
      }
      title={spec.title}
    >
      <Section title={t`File`}>
        <Upload key={organizationId} place={spec.place} label={t`File with people`}>
          <Trans>
            First the file is only checked: you see who would be invited and who cannot be before anything is
            sent. It has the columns name, email and roles, with ; between several roles, and up to 10,000
            rows.
          </Trans>
        </Upload>
      </Section>
      <Section title={t`Recent imports`}>
        <RecentImports spec={spec} />
      </Section>
    </Page>
  );
}
