import { Trans, useLingui } from '@lingui/react/macro';
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import { getRouteApi } from '@tanstack/react-router';
import { lazy } from 'react';
import type { MailItem } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { useDownload } from '~/lib/download';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import { mailQuery, retryMail } from './api';
import { MailChips } from './MailChips';
import './problems';
import { mailFilterQuery, mailFilters } from './search';
import { useMailColumns } from './useMailColumns';

const MailFilters = lazy(() => import('./MailFilters').then((module) => ({ default: module.MailFilters })));

const route = getRouteApi('/shell/platform/mail');

/** What waits to be delivered by mail or could not be. */
export function MailPage() {
  if (!may(useSession(), 'console.mail.read'))
    return <NotAllowed permission="console.mail.read" who="staff" />;
  return <List />;
}

function List() {
  const { t } = useLingui();
  const search = route.useSearch();
  const columns = useMailColumns();
  const retry = useRetry();
  const download = useDownload();
  const { table, panel } = useList({
    query: mailQuery(search),
    search,
    who: 'staff',
    filters: mailFilters,
    chips: (props) => <MailChips {...props} />,
    panel: (props) => <MailFilters {...props} />,
    noMatch: t`No message matches`,
    empty: (
      <EmptyState icon={<IconMail size={24} />} title={t`Everything has been delivered`}>
        <Trans>
          Messages are listed here while they wait for the mail server, and for two weeks where it did not
          take them.
        </Trans>
      </EmptyState>
    ),
  });
  const title = t`Mail`;
  useTitle(title);

  // What has expired cannot be sent any more; its last error says so.
  const actionsOf = (item: MailItem): RowAction[] =>
    item.expiresAt && new Date(item.expiresAt) <= new Date()
      ? []
      : [
          {
            id: 'retry',
            label: t`Try again now`,
            icon: <IconRefresh size={16} aria-hidden />,
            inline: true,
            run: () => void retry(item),
          },
        ];

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.recipient || row.id}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        searchLabel={t`Search by address or ID`}
        tools={
          <DownloadMenu
            onDownload={(format) => void download('/v1/mail/export', { format, ...mailFilterQuery(search) })}
          />
        }
        {...table}
      />
      {panel}
    </>
  );
}

/** Has a message sent now, and says what became of that. */
function useRetry() {
  const { t } = useLingui();
  const text = useProblemText();
  return async ({ id, recipient }: MailItem) => {
    try {
      await retryMail(id);
      const name = recipient || id;
      toast({ tone: 'done', text: t`The message to ${name} is tried again now.` });
    } catch (problem) {
      toast({ tone: 'error', text: text.problem(problem) });
    }
  };
}
