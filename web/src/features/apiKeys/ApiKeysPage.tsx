import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs';
import IconKeyOff from '@tabler/icons-react/dist/esm/icons/IconKeyOff.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ApiKey } from '~/api/types';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useReachText } from '~/features/roles/useReachText';
import { useAllowed } from '~/features/session/allowed';
import { useDownload } from '~/lib/download';
import { compact } from '~/lib/listSearch';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { EmptyState } from '~/ui/EmptyState';
import { Time } from '~/ui/Time';
import { type Column, DataTable, type RowAction } from '~/ui/table/DataTable';
import { DownloadMenu } from '~/ui/table/DownloadMenu';
import { useList } from '~/ui/table/useList';
import { useTitle } from '~/ui/useTitle';
import { apiKeysQuery } from './api';
import { Expiry } from './Expiry';
import { pageOfApiKeys } from './rules';
import { useRevoke } from './useRevoke';

const route = getRouteApi('/shell/o/$organizationId/api-keys');

/** The keys by which machines act in an organization. */
export function ApiKeysPage() {
  const { t, i18n } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const router = useRouter();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const maySee = allowed('console.api_keys.read');
  const mayManage = allowed('console.api_keys.manage');
  const reachText = useReachText();
  const download = useDownload();
  const create = mayManage && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => router.navigate(to.newApiKey(organizationId))}
    >
      <Trans>Create a key</Trans>
    </Button>
  );
  const { table } = useList({
    query: {
      ...apiKeysQuery(organizationId),
      enabled: maySee,
      select: (keys) => pageOfApiKeys(keys, search, i18n.locale),
    },
    search,
    who: 'admin',
    noMatch: t`No key matches`,
    empty: (
      <EmptyState icon={<IconKey size={24} />} title={t`No API keys yet`} actions={create}>
        <Trans>
          With an API key a product or a script acts in this organization by itself, with the permissions that
          the key holds.
        </Trans>
      </EmptyState>
    ),
  });
  const { timeZone } = organization;
  const { revoke, dialog } = useRevoke(timeZone);
  const title = t`API keys`;
  useTitle(title, organization.name);

  const columns = useMemo((): Column<ApiKey>[] => {
    const time = (value: string) => <Time value={value} timeZone={timeZone} />;
    return [
      { id: 'name', label: t`Name`, title: true, shown: true, sortable: true, cell: (row) => row.name },
      {
        id: 'permissions',
        label: t`Permissions`,
        shown: true,
        sortable: true,
        cell: ({ permissions: { length: count } }) => (
          <Plural value={count} one="# permission" other="# permissions" />
        ),
      },
      { id: 'reach', label: t`Reach`, shown: true, cell: (row) => reachText(row.reach) },
      {
        id: 'hint',
        label: t`Key`,
        shown: true,
        cell: (row) => <span className="mono">{row.hint}</span>,
      },
      {
        id: 'expiresAt',
        label: t`Expires`,
        shown: true,
        sortable: true,
        cell: (row) => <Expiry of={row} timeZone={timeZone} />,
      },
      {
        id: 'lastUsedAt',
        label: t`Last used`,
        shown: true,
        sortable: true,
        cell: (row) => (row.lastUsedAt === null ? t`Not yet` : time(row.lastUsedAt)),
      },
      { id: 'createdBy', label: t`Created by`, shown: true, cell: (row) => row.createdBy?.name ?? '—' },
      { id: 'createdAt', label: t`Created`, sortable: true, cell: (row) => time(row.createdAt) },
      { id: 'id', label: t`Key ID`, cell: (row) => <Copyable value={row.id} /> },
    ];
  }, [t, reachText, timeZone]);

  if (!maySee) return <NotAllowed permission="console.api_keys.read" who="admin" />;

  const actionsOf = (key: ApiKey): RowAction[] =>
    mayManage
      ? [
          {
            id: 'revoke',
            label: t`Revoke…`,
            icon: <IconKeyOff size={16} aria-hidden />,
            danger: true,
            run: () => revoke(key),
          },
        ]
      : [];

  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        rowLink={(row) => to.apiKey(organizationId, row.id)}
        rowActions={actionsOf}
        defaultSort="-createdAt"
        searchLabel={t`Search by name or ID`}
        tools={
          <DownloadMenu
            onDownload={(format) => {
              const { q, sort } = search;
              void download(
                `/v1/organizations/${organizationId}/api-keys/export`,
                compact({ format, q, sort }),
              );
            }}
          />
        }
        primary={create}
        {...table}
      />
      {dialog}
    </>
  );
}
