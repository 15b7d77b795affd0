import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Import } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { Notice } from '~/ui/Notice';
import { applyImport, chooseMode, type Mode } from './api';
import classes from './ImportPage.module.css';
import type { ImportSpec } from './spec';
import type { ImportWork } from './useImportWork';

/** The result of the check in numbers, and what to do about it while that is still open. */
export function ImportDecision({ item, spec, work }: { item: Import; spec: ImportSpec; work: ImportWork }) {
  const { t } = useLingui();
  const router = useRouter();
  // Shown as chosen at once; the server's answer follows.
  const [chosen, setChosen] = useState<Mode>();
  const mode = chosen ?? item.mode;
  const { add, invalid } = item.counts;

  async function choose(next: Mode) {
    setChosen(next);
    await work.run('mode', () => chooseMode(item.id, next));
    setChosen(undefined);
  }

  if (item.status !== 'ready') {
    return (
      <div className={classes.decision}>
        <Counts item={item} />
        {item.status === 'done' && (
          <Button variant="default" onClick={() => router.navigate(spec.done.link)}>
            {spec.done.label}
          </Button>
        )}
      </div>
    );
  }

  const blocked = mode === 'all' && invalid > 0;
  return (
    <div className={classes.decision}>
      <Counts item={item} />
      {invalid > 0 && (
        <Radio.Group
          aria-label={t`What to import`}
          value={mode}
          onChange={(next) => void choose(next as Mode)}
        >
          <div className={classes.modes}>
            <Radio size="xs" value="all" label={t`All or nothing`} />
            <Radio size="xs" value="valid" label={t`Only the valid rows`} />
          </div>
        </Radio.Group>
      )}
      {work.error && <Notice tone="danger">{work.error}</Notice>}
      <div className={classes.actions}>
        <Button variant="default" loading={work.busy === 'cancel'} onClick={work.cancel}>
          <Trans>Discard</Trans>
        </Button>
        <Button
          loading={work.busy === 'apply'}
          disabled={blocked || add === 0 || work.busy === 'mode'}
          aria-describedby="import-why"
          onClick={() => void work.run('apply', () => applyImport(item.id))}
        >
          {spec.save(add)}
        </Button>
      </div>
      <p id="import-why" className={classes.meta}>
        {blocked ? (
          <Trans>Correct the invalid rows and upload the file again, or import only the valid ones.</Trans>
        ) : add === 0 ? (
          spec.nothing
        ) : null}
      </p>
    </div>
  );
}

function Counts({ item }: { item: Import }) {
  const { t, i18n } = useLingui();
  const counts: [string, number][] = [
    [t`Added`, item.counts.add],
    [t`Skipped`, item.counts.skip],
    [t`Invalid`, item.counts.invalid],
  ];
  if (item.warnings > 0) counts.push([t`Warnings`, item.warnings]);
  return (
    <dl className={classes.counts}>
      {counts.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatNumber(count, i18n.locale)}</dd>
        </div>
      ))}
    </dl>
  );
}
