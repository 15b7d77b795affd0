import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Import } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { Time } from '~/ui/Time';
import { importsQuery } from './api';
import { ImportStatus } from './ImportStatus';
import classes from './ImportsPage.module.css';
import { importLink } from './place';
import type { ImportSpec } from './spec';
import { watch } from './watched';

/** What one has handed in before, and how it stands with it. */
export function RecentImports({ spec }: { spec: ImportSpec }) {
  const text = useProblemText();
  const recent = useQuery(importsQuery(spec.place));
  const items = recent.data?.items;
  useEffect(() => {
    for (const item of items ?? []) watch(item);
  }, [items]);
  if (recent.isError) return <Notice tone="danger">{text.problem(recent.error)}</Notice>;
  if (!items) return <p className={classes.quiet}>…</p>;
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
        <RecentImport key={item.id} item={item} spec={spec} />
      ))}
    </ul>
  );
}

function RecentImport({ item, spec }: { item: Import; spec: ImportSpec }) {
  const { i18n } = useLingui();
  const [add, skip, invalid] = [item.counts.add, item.counts.skip, item.counts.invalid].map((count) =>
    formatNumber(count, i18n.locale),
  );
  // Of one that was cancelled or failed while it was checked nothing has been counted.
  const counted = item.counts.add + item.counts.skip + item.counts.invalid > 0;
  return (
    <li className={classes.row}>
      <span className={classes.file}>
        <Link {...importLink(spec.place, item.id)}>{item.fileName}</Link>
        {counted && (
          <span className={classes.counts}>
            <Trans>
              {add} added, {skip} skipped, {invalid} invalid
            </Trans>
          </span>
        )}
      </span>
      <ImportStatus item={item} />
      <span className={classes.time}>
        <Time value={item.createdAt} timeZone={spec.timeZone} />
      </span>
    </li>
  );
}
