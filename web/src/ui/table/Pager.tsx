import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs';
import IconChevronLeftPipe from '@tabler/icons-react/dist/esm/icons/IconChevronLeftPipe.mjs';
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import type { ReactNode } from 'react';
import type { Total } from '~/api/types';
import { formatNumber, formatTotal } from '~/lib/format';
import { defaultPageSize, type ListSearch, pageSizes } from '~/lib/listSearch';
import classes from './DataTable.module.css';
import { usePaging } from './usePaging';

export function Pager({
  search,
  onLimit,
  shown,
  total,
  nextCursor,
}: {
  search: ListSearch;
  onLimit: (limit: number) => void;
  shown: number;
  total: Total | undefined;
  nextCursor: string | undefined;
}) {
  const { t, i18n } = useLingui();
  const paging = usePaging(search, nextCursor);
  const first = formatNumber(paging.from, i18n.locale);
  const last = formatNumber(paging.from + shown - 1, i18n.locale);
  const all = total && formatTotal(total, i18n.locale);

  return (
    <nav className={classes.pager} aria-label={t`Pages`}>
      <label className={classes.perPage}>
        <span>
          <Trans>Rows per page</Trans>
        </span>
        <select
          value={search.limit ?? defaultPageSize}
          onChange={(event) => onLimit(Number(event.currentTarget.value))}
        >
          {pageSizes.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <span className={classes.range} aria-live="polite">
        {shown > 0 && all && (
          <Trans>
            {first}–{last} of {all}
          </Trans>
        )}
      </span>
      <span className={classes.pageButtons}>
        <PageButton label={t`First page`} go={paging.first}>
          <IconChevronLeftPipe size={16} />
        </PageButton>
        <PageButton label={t`Previous page`} go={paging.previous}>
          <IconChevronLeft size={16} />
        </PageButton>
        <PageButton label={t`Next page`} go={paging.next}>
          <IconChevronRight size={16} />
        </PageButton>
      </span>
    </nav>
  );
}

function PageButton({
  label,
  go,
  children,
}: {
  label: string;
  go: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    // Not `disabled`: while a page loads there is nowhere to go, and the focus must stay for when there is.
    <ActionIcon
      variant="default"
      size={32}
      aria-label={label}
      aria-disabled={!go}
      data-disabled={!go || undefined}
      onClick={go}
    >
      {children}
    </ActionIcon>
  );
}
