import { Trans } from '@lingui/react/macro';
import { StatusMark } from '~/ui/StatusMark';

export function ImportStatus({ status }: { status: string }) {
  switch (status) {
    case 'ready':
      return (
        <StatusMark tone="neutral">
          <Trans>Checked, not imported</Trans>
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
    default:
      return (
        <StatusMark tone="danger">
          <Trans>Failed</Trans>
        </StatusMark>
      );
  }
}
