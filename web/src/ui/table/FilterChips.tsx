import { Trans, useLingui } from '@lingui/react/macro';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import type { ReactNode } from 'react';
import classes from './FilterChips.module.css';

export type FilterChip = { key: string; label: string; value: ReactNode; onRemove: () => void };

/** What a list is narrowed to, one chip a field; each takes itself away. */
export function FilterChips({
  chips,
  onClear,
  centered = false,
}: {
  chips: FilterChip[];
  /** Takes all of them away, where there is more than one. */
  onClear?: () => void;
  centered?: boolean;
}) {
  const { t } = useLingui();
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} data-centered={centered || undefined} aria-label={t`Filters`}>
      {chips.map(({ key, label, value, onRemove }) => (
        <li key={key} className={classes.chip}>
          <span className={classes.label}>{label}</span>
          <span className={classes.value}>{value}</span>
          <button type="button" aria-label={t`Remove the filter ${label}`} onClick={onRemove}>
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
      {onClear && chips.length > 1 && (
        <li>
          <button type="button" className={classes.clear} onClick={onClear}>
            <Trans>Clear all</Trans>
          </button>
        </li>
      )}
    </ul>
  );
}
