import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconMailForward from '@tabler/icons-react/dist/esm/icons/IconMailForward.mjs';
import IconMailOff from '@tabler/icons-react/dist/esm/icons/IconMailOff.mjs';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { allSelected } from '~/lib/listSearch';
import type { ManyQuestion } from './ManyInvitationsDialog';
import { gatherInvitations } from './many';
import type { InvitationSearch } from './search';

const ManyInvitationsDialog = lazy(() =>
  import('./ManyInvitationsDialog').then((module) => ({ default: module.ManyInvitationsDialog })),
);

/** What one may do with the invitations that are selected. */
export function useManyInvitations({
  search,
  organizationId,
  onDone,
}: {
  search: InvitationSearch;
  organizationId: string;
  /** They are to be selected no longer. */
  onDone: () => void;
}): { tools: ReactNode; dialog: ReactNode } {
  const [asking, setAsking] = useState<ManyQuestion>();
  const { selected = [] } = search;
  const tools = (
    <>
      <Button
        variant="default"
        leftSection={<IconMailForward size={16} aria-hidden />}
        onClick={() => setAsking('resend')}
      >
        <Trans>Send new links…</Trans>
      </Button>
      <Button
        variant="default"
        leftSection={<IconMailOff size={16} aria-hidden />}
        onClick={() => setAsking('revoke')}
      >
        <Trans>Revoke invitations…</Trans>
      </Button>
    </>
  );
  const close = () => setAsking(undefined);
  const dialog = (
    <Suspense>
      {asking && (
        <ManyInvitationsDialog
          question={asking}
          selected={
            selected[0] === allSelected
              ? {
                  key: [asking, organizationId, search.q, search.status],
                  gather: () => gatherInvitations(organizationId, search),
                }
              : { ids: selected }
          }
          onClose={close}
          onDone={() => {
            close();
            onDone();
          }}
        />
      )}
    </Suspense>
  );
  return { tools, dialog };
}
