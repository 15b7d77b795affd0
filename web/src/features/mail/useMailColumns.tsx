import { useLingui } from '@lingui/react/macro';
import { useDeployment } from '~/api/deployment';
import type { MailItem } from '~/api/types';
import { formatNumber } from '~/lib/format';
import { Copyable } from '~/ui/Copyable';
import { StatusMark } from '~/ui/StatusMark';
import { Time } from '~/ui/Time';
import type { Column } from '~/ui/table/DataTable';
import { useMailLabels } from './useMailLabels';

const none = <span aria-hidden>—</span>;

/** Every column of the list of mail. */
export function useMailColumns(): Column<MailItem>[] {
  const { t, i18n } = useLingui();
  const labels = useMailLabels();
  const { timeZone } = useDeployment();
  const time = (value: string | null) => (value ? <Time value={value} timeZone={timeZone} /> : none);
  const languages = new Intl.DisplayNames([i18n.locale], { type: 'language' });
  return [
    {
      id: 'recipient',
      label: t`Recipient`,
      title: true,
      shown: true,
      cell: (row) => row.recipient || none,
    },
    {
      id: 'state',
      label: t`State`,
      shown: true,
      cell: (row) => (
        <StatusMark tone={row.state === 'failed' ? 'danger' : row.attempts > 0 ? 'warn' : 'neutral'}>
          {labels.state(row.state)}
        </StatusMark>
      ),
    },
    { id: 'kind', label: t`Kind`, shown: true, cell: (row) => labels.kind(row.kind) },
    {
      id: 'attempts',
      label: t`Attempts`,
      shown: true,
      cell: (row) => formatNumber(row.attempts, i18n.locale),
    },
    {
      id: 'error',
      label: t`Last error`,
      shown: true,
      cell: (row) => (row.reason ? <span title={row.error ?? undefined}>{labels.reason(row)}</span> : none),
    },
    { id: 'nextAttemptAt', label: t`Next attempt`, shown: true, cell: (row) => time(row.nextAttemptAt) },
    { id: 'createdAt', label: t`Queued`, shown: true, sortable: true, cell: (row) => time(row.createdAt) },
    {
      // In English, for whoever looks after the mail server.
      id: 'detail',
      label: t`Error in detail`,
      cell: (row) => (row.error ? <span lang="en">{row.error}</span> : none),
    },
    { id: 'lastAttemptAt', label: t`Last attempt`, cell: (row) => time(row.lastAttemptAt) },
    { id: 'expiresAt', label: t`Expires`, cell: (row) => time(row.expiresAt) },
    {
      id: 'language',
      label: t`Language`,
      cell: (row) => (row.language ? (languages.of(row.language) ?? row.language) : none),
    },
    { id: 'id', label: t`ID`, cell: (row) => <Copyable value={row.id} /> },
  ];
}
