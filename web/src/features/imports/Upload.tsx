import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import IconFileSpreadsheet from '@tabler/icons-react/dist/esm/icons/IconFileSpreadsheet.mjs';
import { useRouter } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { isProblem } from '~/api/problem';
import { useDownload } from '~/lib/download';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { checkFile } from './api';
import classes from './ImportsPage.module.css';

export function Upload() {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const download = useDownload();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [checking, setChecking] = useState<string>();
  const [errors, setErrors] = useState<string[]>([]);

  async function take(file: File | undefined) {
    if (!file || checking !== undefined) return;
    setErrors([]);
    setChecking(file.name);
    try {
      const made = await checkFile(file);
      await router.navigate(to.import(made.id));
    } catch (problem) {
      setChecking(undefined);
      // The server's English names the row or the column; our words say what to do about it.
      const found = isProblem(problem) ? problem.errors : [];
      setErrors(
        found.length > 0
          ? found.map((error) => [text.field(error), error.message].filter(unique).join(' '))
          : [text.problem(problem)],
      );
    } finally {
      // The same file, corrected, can be chosen again.
      if (input.current) input.current.value = '';
    }
  }

  function dropped(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  return (
    <div className={classes.upload}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        {checking === undefined ? (
          <>
            <IconFileSpreadsheet size={24} aria-hidden />
            <p>
              <Trans>Drop an Excel workbook or a CSV file here</Trans>
            </p>
            <Button variant="default" onClick={() => input.current?.click()}>
              <Trans>Choose a file</Trans>
            </Button>
          </>
        ) : (
          <p role="status" className={classes.checking}>
            <Loader size={16} />
            <Trans>Checking {checking}…</Trans>
          </p>
        )}
        <input
          ref={input}
          type="file"
          accept=".xlsx,.csv"
          className={classes.hidden}
          tabIndex={-1}
          aria-label={t`File with organizations`}
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
      </div>
      {errors.length > 0 && (
        <Notice tone="danger" title={t`The file could not be read`}>
          {errors.map((error) => (
            <p key={error}>{error}</p>
          ))}
        </Notice>
      )}
      <div className={classes.help}>
        <p>
          <Trans>
            First the file is only checked: you see what would be added, skipped and refused before anything
            happens. An import adds organizations and never changes one that is there.
          </Trans>
        </p>
        <DownloadMenu
          label={t`Template`}
          onDownload={(format) => void download('/v1/organizations/template', { format })}
        />
      </div>
    </div>
  );
}

function unique(value: string, index: number, all: string[]): boolean {
  return value !== '' && all.indexOf(value) === index;
}
