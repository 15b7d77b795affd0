import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem } from '~/api/problem';
import type { Import } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { applyImport, cancelImport, checkAgain, chooseMode, type Mode } from './api';
import classes from './ImportPage.module.css';

/** The result of the check in numbers, and what to do about it while that is still open. */
export function ImportDecision({ item }: { item: Import }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const [busy, setBusy] = useState<'apply' | 'cancel' | 'mode'>();
  const [error, setError] = useState<string>();
  // Shown as chosen at once; the server's answer follows.
  const [chosen, setChosen] = useState<Mode>();
  const mode = chosen ?? item.mode;
  const { add, invalid } = item.counts;

  async function run(what: typeof busy, work: () => Promise<void>) {
    setBusy(what);
    setError(undefined);
    try {
      await work();
    } catch (problem) {
      setError(text.problem(problem));
      // What was checked is no longer so: the page shows what the server has found since.
      if (isProblem(problem) && problem.status === 409) await checkAgain();
    } finally {
      setBusy(undefined);
    }
  }

  const apply = () =>
    run('apply', async () => {
      const done = await applyImport(item.id);
      toast({ tone: 'done', text: t`${done.fileName} is imported.` });
    });
  async function choose(next: Mode) {
    setChosen(next);
    await run('mode', () => chooseMode(item.id, next));
    setChosen(undefined);
  }
  const cancel = () =>
    run('cancel', async () => {
      await cancelImport(item.id);
      await router.navigate(to.imports());
    });

  if (item.status !== 'ready') {
    return (
      <div className={classes.decision}>
        <Counts item={item} />
        {item.status === 'done' && (
          <Button variant="default" onClick={() => router.navigate(to.organizations())}>
            <Trans>Show the organizations</Trans>
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
      {error && <Notice tone="danger">{error}</Notice>}
      <div className={classes.actions}>
        <Button variant="default" loading={busy === 'cancel'} onClick={() => void cancel()}>
          <Trans>Discard</Trans>
        </Button>
        <Button
          loading={busy === 'apply'}
          disabled={blocked || add === 0 || busy === 'mode'}
          aria-describedby="import-why"
          onClick={() => void apply()}
        >
          <Plural value={add} one="Import # organization" other="Import # organizations" />
        </Button>
      </div>
      <p id="import-why" className={classes.meta}>
        {blocked ? (
          <Trans>Correct the invalid rows and upload the file again, or import only the valid ones.</Trans>
        ) : add === 0 ? (
          <Trans>There is nothing to import: every organization is there already, or invalid.</Trans>
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
