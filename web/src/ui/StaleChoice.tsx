import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from './Notice';

/** Somebody else saved first: whose values go on is the reader's to choose. */
export function StaleChoice({
  title,
  onKeepMine,
  onLoadTheirs,
  children,
}: {
  title?: string;
  onKeepMine: () => void;
  onLoadTheirs: () => void;
  children?: ReactNode;
}) {
  const { t } = useLingui();
  return (
    <Notice
      tone="danger"
      title={title ?? t`Somebody else has changed it meanwhile.`}
      actions={
        <>
          <Button variant="default" onClick={onKeepMine}>
            <Trans>Keep my changes</Trans>
          </Button>
          <Button variant="default" onClick={onLoadTheirs}>
            <Trans>Load the current values</Trans>
          </Button>
        </>
      }
    >
      {children}
    </Notice>
  );
}
