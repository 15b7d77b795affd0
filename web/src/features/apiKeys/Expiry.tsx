import { Trans } from '@lingui/react/macro';
import type { ApiKey } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';
import { Time } from '~/ui/Time';

/** When the key ends or has ended. */
export function Expiry({
  of: { expiresAt, expired },
  timeZone,
}: {
  of: Pick<ApiKey, 'expiresAt' | 'expired'>;
  timeZone: string;
}) {
  if (expiresAt === null) return <Trans>Never</Trans>;
  const time = <Time value={expiresAt} timeZone={timeZone} />;
  if (!expired) return time;
  return (
    <StatusMark tone="off">
      <span>
        <Trans>Expired</Trans> · {time}
      </span>
    </StatusMark>
  );
}
