import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import type { SheetFormat } from '~/lib/download';
import { ActionMenu } from './ActionMenu';

export function DownloadMenu({
  onDownload,
  onJSON,
  disabled,
  label,
}: {
  onDownload: (format: SheetFormat) => void;
  /** Where it can be had as JSON, too. */
  onJSON?: () => void;
  disabled?: boolean;
  label?: string;
}) {
  const { t } = useLingui();
  return (
    <ActionMenu
      actions={[
        { id: 'xlsx', label: t`Excel (.xlsx)`, icon: null, run: () => onDownload('xlsx') },
        { id: 'csv', label: t`CSV (.csv)`, icon: null, run: () => onDownload('csv') },
        ...(onJSON ? [{ id: 'json', label: t`JSON (.json)`, icon: null, run: onJSON }] : []),
      ]}
    >
      <Button variant="default" disabled={disabled} leftSection={<IconDownload size={16} aria-hidden />}>
        {label ?? <Trans>Download</Trans>}
      </Button>
    </ActionMenu>
  );
}
