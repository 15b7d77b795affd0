import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeployment } from '~/api/deployment';
import type { Import } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { Page, Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { importsQuery } from './api';
import { ImportStatus } from './ImportStatus';
import classes from './ImportsPage.module.css';
import { Upload } from './Upload';

/** Where a file of organizations is handed in, and what has been handed in before. */
export function ImportsPage() {
  const { t } = useLingui();
  useTitle(t`Import organizations`);
  if (!may(useSession(), 'console.organizations.register')) {
    return <NotAllowed permission="console.organizations.register" who="staff" />;
  }
  return (
    <Page title={t`Import organizations`}>
      <Section title={t`File`}>
        <Upload />
      </Section>
      <Section title={t`Recent imports`}>
        <Recent />
      </Section>
    </Page>
  );
}

function Recent() {
  const text = useProblemText();
  const recent = useQuery(importsQuery);
  if (recent.isError) return <Notice tone="danger">{text.problem(recent.error)}</Notice>;
  if (!recent.data) return <p className={classes.quiet}>…</p>;
  const items = recent.data.items ?? [];
  if (items.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>You have imported nothing yet. What you upload stays listed here.</Trans>
      </p>
    );
  }
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <RecentImport key={item.id} item={item} />
      ))}
    </ul>
  );
}

function RecentImport({ item }: { item: Import }) {
  const { i18n } = useLingui();
  const { timeZone } = useDeployment();
  const [add, skip, invalid] = [item.counts.add, item.counts.skip, item.counts.invalid].map((count) =>
    formatNumber(count, i18n.locale),
  );
  return (
    <li className={classes.row}>
      <span className={classes.file}>
        <Link {...to.import(item.id)}>{item.fileName}</Link>
        <span className={classes.counts}>
          <Trans>
            {add} added, {skip} skipped, {invalid} invalid
          </Trans>
        </span>
      </span>
      <ImportStatus status={item.status} />
      <span className={classes.time}>
        <Time value={item.createdAt} timeZone={timeZone} />
      </span>
    </li>
  );
}
