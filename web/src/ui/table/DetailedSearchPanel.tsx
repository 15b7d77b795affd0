import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { SidePanel } from '../SidePanel';
import classes from './DetailedSearchPanel.module.css';

/** The frame of a list's filters. Nothing is searched before Search is pressed. */
export function DetailedSearchPanel({
  onSearch,
  onClear,
  onClose,
  children,
}: {
  onSearch: () => void;
  onClear: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useLingui();
  return (
    <SidePanel
      title={t`Detailed search`}
      size={440}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch();
        onClose();
      }}
      onClose={onClose}
      buttons={
        <>
          <Button variant="subtle" className={classes.clear} onClick={onClear}>
            <Trans>Clear all</Trans>
          </Button>
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit">
            <Trans>Search</Trans>
          </Button>
        </>
      }
    >
      {children}
    </SidePanel>
  );
}

/** A filter by several of a few values: any of them matches. */
export function Choices({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: readonly { value: string; label: string }[];
  value: string[] | undefined;
  onChange: (value: string[]) => void;
}) {
  return (
    <Checkbox.Group label={label} value={value ?? []} onChange={onChange}>
      <div className={classes.checks}>
        {choices.map((choice) => (
          <Checkbox key={choice.value} size="xs" value={choice.value} label={choice.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
