import { Trans, useLingui } from '@lingui/react/macro';
import IconMail from '@tabler/icons-react/dist/esm/icons/IconMail.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { MailItem } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { may, useSession } from '~/features/session/session';
import { hasFilters, withoutFilters } from '~/lib/listSearch';
import { useProblemText } from '~/lib/problemText';
import { EmptyState } from '~/ui/EmptyState';
import { DataTable, type RowAction } from '~/ui/table/DataTable';
import { DetailedSearchButton } from '~/ui/table/DetailedSearchButton';
import { NoMatch, useListFailure } from '~/ui/table/ListStates';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import { mailQuery, retryMail } from './api';
import { MailChips } from './MailChips';
import './problems';
import { type MailSearch, mailFilters } from './search';
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
  const navigate = route.useNavigate();
  const list = useQuery({ ...mailQuery(search), placeholderData: keepPreviousData });
  const columns = useMailColumns();
  const retry = useRetry();
  const [detailed, setDetailed] = useState(false);
  const change = (next: MailSearch, options?: { replace?: boolean }) =>
    void navigate({ search: next, replace: options?.replace ?? false });
  const narrowed = hasFilters(search, mailFilters);
  const clear = () => change(withoutFilters(search, mailFilters));
  const failure = useListFailure(list, { who: 'staff', onClear: narrowed ? clear : undefined });
  const title = t`Mail`;
  useTitle(title);

  const count = mailFilters.filter((key) => search[key] !== undefined).length;
  const chips = (withQuery: boolean) => (
    <MailChips search={search} onChange={(next) => change(next)} withQuery={withQuery} />
  );
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
        rows={list.data?.items}
        fetching={list.isFetching}
        total={list.data?.total}
        nextCursor={list.isPlaceholderData ? undefined : list.data?.nextCursor}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.recipient || row.id}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        search={search}
        onSearch={change}
        searchLabel={t`Search by address or ID`}
        filters={<DetailedSearchButton count={count} onClick={() => setDetailed(true)} />}
        chips={chips(false)}
        empty={
          narrowed ? (
            <NoMatch title={t`No message matches`} chips={chips(true)} onClear={clear} />
          ) : (
            <EmptyState icon={<IconMail size={24} />} title={t`Everything has been delivered`}>
              <Trans>
                Messages are listed here while they wait for the mail server, and for two weeks where it did
                not take them.
              </Trans>
            </EmptyState>
          )
        }
        instead={failure}
      />
      <Suspense>
        {detailed && (
          <MailFilters search={search} onChange={(next) => change(next)} onClose={() => setDetailed(false)} />
        )}
      </Suspense>
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
