import { useLingui } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import { useEffect, useState } from 'react';
import classes from './Copyable.module.css';

/** An ID, number or code in the monospaced face; one click copies it. */
export function Copyable({ value, shown = value }: { value: string; shown?: string }) {
  const { t } = useLingui();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1_500);
    return () => window.clearTimeout(timer);
  }, [copied]);

  return (
    <UnstyledButton
      className={classes.root}
      aria-label={copied ? t`Copied ${shown}` : t`Copy ${shown}`}
      onClick={async (event) => {
        event.stopPropagation();
        await copy(value);
        setCopied(true);
      }}
    >
      <span className="mono">{shown}</span>
      <span className={classes.icon} data-copied={copied || undefined} aria-hidden>
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </span>
    </UnstyledButton>
  );
}

async function copy(text: string): Promise<void> {
  // Browsers offer the clipboard to https and localhost only; a console on a plain http host still copies.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
