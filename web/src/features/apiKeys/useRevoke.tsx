import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { ApiKey } from '~/api/types';

const RevokeDialog = lazy(() =>
  import('./RevokeDialog').then((module) => ({ default: module.RevokeDialog })),
);

/** Asks before a key is revoked. */
export function useRevoke(timeZone: string, onRevoked?: () => void) {
  const [revoking, setRevoking] = useState<ApiKey>();
  const dialog: ReactNode = (
    <Suspense>
      {revoking && (
        <RevokeDialog
          apiKey={revoking}
          timeZone={timeZone}
          onClose={() => setRevoking(undefined)}
          onRevoked={() => {
            setRevoking(undefined);
            onRevoked?.();
          }}
        />
      )}
    </Suspense>
  );
  return { revoke: setRevoking, dialog };
}
