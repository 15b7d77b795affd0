import { useLingui } from '@lingui/react/macro';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import IconUserCheck from '@tabler/icons-react/dist/esm/icons/IconUserCheck.mjs';
import IconUserOff from '@tabler/icons-react/dist/esm/icons/IconUserOff.mjs';
import { lazy } from 'react';
import type { Allowed } from '~/features/session/allowed';
import { allSelected } from '~/lib/listSearch';
import { useManyQuestions } from '~/ui/changeMany/useManyQuestions';
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
}) {
  const { t } = useLingui();
  const { selected = [] } = search;
  const mayDisable = [
    { question: 'disable' as const, label: t`Disable…`, icon: <IconUserOff size={16} aria-hidden /> },
    { question: 'enable' as const, label: t`Enable…`, icon: <IconUserCheck size={16} aria-hidden /> },
  ];
  const mayDelete = [
    { question: 'delete' as const, label: t`Delete…`, icon: <IconTrash size={16} aria-hidden /> },
  ];
  return useManyQuestions<ManyQuestion>({
    offers: [
      ...(allowed('console.members.disable') ? mayDisable : []),
      ...(allowed('console.members.delete') ? mayDelete : []),
    ],
    dialog: (question, asked) => (
      <ManyMembersDialog
        question={question}
        selected={
          selected[0] === allSelected
            ? {
                key: [question, memberFilterQuery(search, organizationId)],
                gather: () => gatherMembers(search, organizationId, concerned[question]),
              }
            : { ids: selected }
        }
        {...asked}
      />
    ),
    onDone,
  });
}
