import { Trans, useLingui } from '@lingui/react/macro';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { Page, Section } from '~/ui/Page';
import { useTitle } from '~/ui/useTitle';
import { useOrganizationImports } from './organizations';
import { RecentImports } from './RecentImports';
import { Upload } from './Upload';

/** Where a file of organizations is handed in, and what has been handed in before. */
export function ImportsPage() {
  const { t } = useLingui();
  const spec = useOrganizationImports();
  useTitle(spec.title);
  if (!may(useSession(), 'console.organizations.register')) {
    return <NotAllowed permission="console.organizations.register" who="staff" />;
  }
  return (
    <Page title={spec.title}>
      <Section title={t`File`}>
        <Upload place={spec.place} label={t`File with organizations`}>
          <Trans>
            First the file is only checked: you see what would be added, skipped and refused before anything
            happens. An import adds organizations and never changes one that is there.
          </Trans>
        </Upload>
      </Section>
      <Section title={t`Recent imports`}>
        <RecentImports spec={spec} />
      </Section>
    </Page>
  );
}
