import { Trans } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import IconFileSpreadsheet from '@tabler/icons-react/dist/esm/icons/IconFileSpreadsheet.mjs';
import { type DragEvent, useRef, useState } from 'react';
import classes from './ImportsPage.module.css';

/** Where a file is dropped or chosen. */
export function FileDrop({
  label,
  sending,
  chosen,
  onFile,
}: {
  label: string;
  /** It is on its way to the server. */
  sending: string | undefined;
  /** It waits for the rest of the form. */
  chosen?: string | undefined;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  function dropped(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }

  function take(file: File | undefined) {
    // The same file, corrected, can be chosen again.
    if (input.current) input.current.value = '';
    if (file && sending === undefined) onFile(file);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside is the first
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
      {sending === undefined ? (
        <>
          <IconFileSpreadsheet size={24} aria-hidden />
          <p className={chosen === undefined ? undefined : classes.chosen}>
            {chosen ?? <Trans>Drop an Excel workbook or a CSV file here</Trans>}
          </p>
          <Button variant="default" onClick={() => input.current?.click()}>
            {chosen === undefined ? <Trans>Choose a file</Trans> : <Trans>Choose another file</Trans>}
          </Button>
        </>
      ) : (
        <p role="status" className={classes.checking}>
          <Loader size={16} />
          <Trans>Uploading {sending}…</Trans>
        </p>
      )}
      <input
        ref={input}
        type="file"
        accept=".xlsx,.csv"
        className={classes.hidden}
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => take(event.currentTarget.files?.[0])}
      />
    </div>
  );
}
