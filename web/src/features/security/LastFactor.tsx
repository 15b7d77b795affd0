import { Trans } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { securityQuery } from '~/features/session/security';

/** What goes with the last second factor; nothing where another one is left. */
export function LastFactor({ without }: { without: 'totp' | 'passkey' }) {
  const { totp, passkeys } = useSuspenseQuery(securityQuery).data;
  const left = without === 'totp' ? passkeys.length : Number(totp.enabled) + passkeys.length - 1;
  if (left > 0) return null;
  return (
    <p>
      <Trans>
        It is your last second factor: your recovery codes go with it. An organization that requires a second
        factor gives you nothing until you set one up again.
      </Trans>
    </p>
  );
}
