import { Trans } from '@lingui/react/macro';
import type { Import } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';
import { percentDone } from './progress';

export function ImportStatus({ item }: { item: Pick<Import, 'status' | 'progress'> }) {
  const percent = percentDone(item.progress);
  switch (item.status) {
    case 'checking':
      return (
        <StatusMark tone="neutral">
          {percent === undefined ? <Trans>Being checked</Trans> : <Trans>Being checked, {percent}%</Trans>}
        </StatusMark>
      );
    case 'ready':
      return (
        <StatusMark tone="neutral">
          <Trans>Checked, not imported</Trans>
        </StatusMark>
      );
    case 'applying':
      return (
        <StatusMark tone="neutral">
          {percent === undefined ? <Trans>Being saved</Trans> : <Trans>Being saved, {percent}%</Trans>}
        </StatusMark>
      );
    case 'done':
      return (
        <StatusMark tone="ok">
          <Trans>Imported</Trans>
        </StatusMark>
      );
    case 'cancelled':
      return (
        <StatusMark tone="off">
          <Trans>Cancelled</Trans>
        </StatusMark>
      );
    case 'failed':
      return (
        <StatusMark tone="danger">
          <Trans>Failed</Trans>
        </StatusMark>
      );
  }
}
