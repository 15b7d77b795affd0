import { useLingui } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs';
import classes from './Copyable.module.css';
import { useCopy } from './useCopy';

/** An ID, number or code in the monospaced face; one click copies it. */
export function Copyable({ value, shown = value }: { value: string; shown?: string }) {
  const { t } = useLingui();
  const { copied, copy } = useCopy();

  return (
    <UnstyledButton
      className={classes.root}
      aria-label={copied ? t`Copied ${shown}` : t`Copy ${shown}`}
      onClick={async (event) => {
        event.stopPropagation();
        await copy(value);
      }}
    >
      <span className="mono">{shown}</span>
      <span className={classes.icon} data-copied={copied || undefined} aria-hidden>
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </span>
    </UnstyledButton>
  );
}
