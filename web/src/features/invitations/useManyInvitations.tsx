import { useLingui } from '@lingui/react/macro';
import IconMailForward from '@tabler/icons-react/dist/esm/icons/IconMailForward.mjs';
import IconMailOff from '@tabler/icons-react/dist/esm/icons/IconMailOff.mjs';
import { lazy } from 'react';
import { allSelected } from '~/lib/listSearch';
import { useManyQuestions } from '~/ui/changeMany/useManyQuestions';
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
}) {
  const { t } = useLingui();
  const { selected = [] } = search;
  return useManyQuestions<ManyQuestion>({
    offers: [
      { question: 'resend', label: t`Send new links…`, icon: <IconMailForward size={16} aria-hidden /> },
      { question: 'revoke', label: t`Revoke invitations…`, icon: <IconMailOff size={16} aria-hidden /> },
    ],
    dialog: (question, asked) => (
      <ManyInvitationsDialog
        question={question}
        selected={
          selected[0] === allSelected
            ? {
                key: [question, organizationId, search.q, search.status],
                gather: () => gatherInvitations(organizationId, search),
              }
            : { ids: selected }
        }
        {...asked}
      />
    ),
    onDone,
  });
}
