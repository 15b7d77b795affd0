import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Problem } from '~/api/problem';
import type { Import } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { BackLink } from '~/ui/Page';
import { Time } from '~/ui/Time';
import { useTitle } from '~/ui/useTitle';
import { importQuery } from './api';
import { ImportDecision } from './ImportDecision';
import classes from './ImportPage.module.css';
import { ImportProgress } from './ImportProgress';
import { ImportRows } from './ImportRows';
import { ImportStatus } from './ImportStatus';
import { importLink, importsLink, placeOf, sees } from './place';
import type { ImportSearch } from './search';
import type { ImportSpec } from './spec';
import { useImportWork } from './useImportWork';
import { watch } from './watched';

/** One import: how far the server is with it, what it found row by row, and the decision whether to save it. */
export function ImportDetail({
  importId,
  spec,
  search,
  onSearch,
}: {
  importId: string;
  spec: ImportSpec;
  search: ImportSearch;
  onSearch: (next: ImportSearch, options?: { replace?: boolean }) => void;
}) {
  const { data: item } = useSuspenseQuery(importQuery(importId));
  const work = useImportWork(importId, spec);
  const rows = item.counts.add + item.counts.skip + item.counts.invalid;
  useTitle(item.fileName, spec.title);
  useEffect(() => watch(item), [item]);

  // A link may have been put together by hand: each import has its own place.
  const own = placeOf(item);
  if (!sees(spec.place, own)) return <Navigate {...importLink(own, importId)} replace />;

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <div>
          <BackLink link={importsLink(spec.place)}>
            <Trans>Imports</Trans>
          </BackLink>
        </div>
        <div className={classes.head}>
          <div>
            <h1 className={classes.name}>{item.fileName}</h1>
            <div className={classes.meta}>
              <span role="status">
                {/* Its percent is below, beside the bar: said here, it would be read out every second. */}
                <ImportStatus item={{ ...item, progress: { ...item.progress, total: 0 } }} />
              </span>
              <Time value={item.appliedAt ?? item.createdAt} timeZone={spec.timeZone} />
              {spec.facts?.(item)}
            </div>
          </div>
          {(item.status === 'ready' || item.status === 'done') && (
            <ImportDecision item={item} spec={spec} work={work} />
          )}
        </div>
        {item.status === 'checking' && (
          <>
            <ImportProgress item={item} cancelling={work.busy === 'cancel'} onCancel={work.cancel} />
            {work.error && <Notice tone="danger">{work.error}</Notice>}
          </>
        )}
        {item.status === 'applying' && <ImportProgress item={item} cancelling={false} onCancel={() => {}} />}
        <Outcome item={item} spec={spec} />
        {spec.note?.(item)}
      </div>
      {rows > 0 && item.status !== 'checking' && item.status !== 'failed' && (
        <ImportRows item={item} search={search} onSearch={onSearch} />
      )}
    </div>
  );
}

/** What somebody who comes back to it has to know before they go on. */
function Outcome({ item, spec }: { item: Import; spec: ImportSpec }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const again = (
    <Button variant="default" onClick={() => router.navigate(importsLink(spec.place))}>
      <Trans>Upload a file</Trans>
    </Button>
  );
  if (item.status === 'ready' && item.outdated) {
    return (
      <Notice tone="warn" title={t`Look again before you save`}>
        <Trans>
          What is stored has changed since this file was checked, so it was checked again. What you see now is
          what would be saved.
        </Trans>
      </Notice>
    );
  }
  if (item.status === 'cancelled') {
    return (
      <Notice tone="info" title={t`This import was cancelled`} actions={again}>
        <Trans>
          Nothing of it was saved, and the file is no longer kept. What nobody saves within seven days is
          cancelled by itself.
        </Trans>
      </Notice>
    );
  }
  if (item.status !== 'failed') return null;
  const { code, message } = item.failure ?? { code: '', message: '' };
  const field = text.field({ code, message });
  // What is wrong with the file has words as a field; anything else, such as a permission that is gone, is no fault of it.
  const known = field === message ? text.problem(new Problem(409, { code, detail: message })) : field;
  // The server's English names the row or the column; our words say what to do about it.
  const words = [...new Set([known, message])].filter(Boolean);
  return (
    <Notice tone="danger" title={t`Nothing was imported`} actions={again}>
      {words.map((word) => (
        <p key={word}>{word}</p>
      ))}
      {field !== message && (
        <p>
          <Trans>Correct the file and upload it again.</Trans>
        </p>
      )}
    </Notice>
  );
}
