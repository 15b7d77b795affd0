import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import IconUserCheck from '@tabler/icons-react/dist/esm/icons/IconUserCheck.mjs';
import IconUserOff from '@tabler/icons-react/dist/esm/icons/IconUserOff.mjs';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Allowed } from '~/features/session/allowed';
import { allSelected } from '~/lib/listSearch';
import type { ManyQuestion } from './ManyMembersDialog';
import { gatherMembers } from './many';
import { type MemberSearch, type MemberStatus, memberFilterQuery } from './search';

const ManyMembersDialog = lazy(() =>
  import('./ManyMembersDialog').then((module) => ({ default: module.ManyMembersDialog })),
);

/** Whom a question is about, of everybody that a list shows. */
const concerned: Record<ManyQuestion, readonly MemberStatus[]> = {
  disable: ['active', 'pending'],
  enable: ['disabled'],
  delete: ['active', 'pending', 'disabled'],
};

/** What one may do with the members that are selected; no `tools` where that is nothing. */
export function useManyMembers({
  search,
  organizationId,
  allowed,
  onDone,
}: {
  search: MemberSearch;
  organizationId: string | undefined;
  allowed: Allowed;
  /** They are to be selected no longer. */
  onDone: () => void;
}): { tools: ReactNode | undefined; dialog: ReactNode } {
  const [asking, setAsking] = useState<ManyQuestion>();
  const { selected = [] } = search;
  const mayDisable = allowed('console.members.disable');
  const mayDelete = allowed('console.members.delete');

  const tools = (mayDisable || mayDelete) && (
    <>
      {mayDisable && (
        <Button
          variant="default"
          leftSection={<IconUserOff size={16} aria-hidden />}
          onClick={() => setAsking('disable')}
        >
          <Trans>Disable…</Trans>
        </Button>
      )}
      {mayDisable && (
        <Button
          variant="default"
          leftSection={<IconUserCheck size={16} aria-hidden />}
          onClick={() => setAsking('enable')}
        >
          <Trans>Enable…</Trans>
        </Button>
      )}
      {mayDelete && (
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsking('delete')}
        >
          <Trans>Delete…</Trans>
        </Button>
      )}
    </>
  );
  const close = () => setAsking(undefined);
  const dialog = (
    <Suspense>
      {asking && (
        <ManyMembersDialog
          question={asking}
          selected={
            selected[0] === allSelected
              ? {
                  key: [asking, memberFilterQuery(search, organizationId)],
                  gather: () => gatherMembers(search, organizationId, concerned[asking]),
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
  return { tools: tools || undefined, dialog };
}
