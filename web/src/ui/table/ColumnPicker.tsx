import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconColumns3 from '@tabler/icons-react/dist/esm/icons/IconColumns3.mjs';
import { lazy, Suspense } from 'react';
import { usePopup } from '../usePopup';

const load = () => import('./ColumnPopup');
const ColumnPopup = lazy(() => load().then((module) => ({ default: module.ColumnPopup })));

export type ColumnChoice = { id: string; label: string; fixed: boolean };

export function ColumnPicker({
  columns,
  visible,
  onChange,
  onReset,
}: {
  columns: ColumnChoice[];
  visible: string[];
  onChange: (visible: string[]) => void;
  onReset: () => void;
}) {
  const { asked, opened, setOpened, onReady, buttonProps } = usePopup(load, 'dialog');
  const button = (
    <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />} {...buttonProps}>
      <Trans>Columns</Trans>
    </Button>
  );
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <ColumnPopup
        columns={columns}
        visible={visible}
        onPick={onChange}
        onReset={onReset}
        opened={opened}
        onChange={setOpened}
        onReady={onReady}
      >
        {button}
      </ColumnPopup>
    </Suspense>
  );
}
