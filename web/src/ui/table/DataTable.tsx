import { Trans, useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ColumnDef, columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import type { Total } from '~/api/types';
import { formatNumber, formatTotal } from '~/lib/format';
import { allSelected, compact, fromTheStart, type ListSearch } from '~/lib/listSearch';
import { CardList } from './CardList';
import { ColumnPicker } from './ColumnPicker';
import classes from './DataTable.module.css';
import { Pager } from './Pager';
import { RowGrid } from './RowGrid';
import { SearchBox } from './SearchBox';
import type { Column, RowAction, RowLink } from './types';

export type { Column, RowAction } from './types';

type Props<Row extends object> = {
  title: string;
  /** The page of rows; undefined while the first one is on its way. */
  rows: Row[] | undefined;
  /** A page is on its way while another is still shown. */
  fetching: boolean;
  total: Total | undefined;
  nextCursor: string | undefined;
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  rowLink?: (row: Row) => RowLink;
  rowActions?: (row: Row) => RowAction[];
  /** The order where the URL names none. */
  defaultSort?: string;
  search: ListSearch;
  onSearch: (next: ListSearch, options?: { replace?: boolean }) => void;
  searchLabel?: string;
  /** Beside the search box: detailed search and the like. */
  filters?: ReactNode;
  chips?: ReactNode;
  /** Before the column picker: download and the like. */
  tools?: ReactNode;
  /** In the page's corner: the one thing to do here. */
  primary?: ReactNode;
  /** For the selected rows; without it rows cannot be selected. */
  selectionTools?: ReactNode;
  /** Below the title: the parts of what the list is one of. */
  tabs?: ReactNode;
  /** Shown instead of rows where there are none. */
  empty: ReactNode;
  /** Shown instead of everything below the title, such as a refusal. */
  instead?: ReactNode;
  headingLevel?: 1 | 2;
  /** The title is in sight already, such as on a tab: here it is only for those who do not see it. */
  titled?: boolean;
};

/** Every list of the console: what it shows and how is all in the URL. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { title, rows, total, columns, search, onSearch, rowId } = props;
  const { t, i18n } = useLingui();
  const narrow = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false });
  const visible = visibleColumns(columns, search.columns);
  const table = useColumns(columns, visible, rows, rowId);
  const Heading = props.headingLevel === 2 ? 'h2' : 'h1';
  const selectable = props.selectionTools !== undefined;
  const selection = useSelection(search, onSearch, rows?.map(rowId) ?? []);

  const head = props.titled ? (
    <VisuallyHidden component={Heading}>{title}</VisuallyHidden>
  ) : (
    <div className={classes.head}>
      <Heading className={classes.title}>
        {title}
        {total && <span className={classes.count}>{formatTotal(total, i18n.locale)}</span>}
      </Heading>
      <div className={classes.primary}>{props.primary}</div>
    </div>
  );
  if (props.instead) {
    return (
      <section className={classes.root}>
        {head}
        {props.tabs}
        {props.instead}
      </section>
    );
  }

  return (
    <section className={classes.root}>
      {head}
      {props.tabs}
      <div className={classes.toolbar} data-first={props.titled || undefined}>
        {props.searchLabel && (
          <div className={classes.search}>
            <SearchBox
              label={props.searchLabel}
              value={search.q ?? ''}
              onSearch={(q) => onSearch(fromTheStart(search, { q: q || undefined }), { replace: true })}
            />
          </div>
        )}
        {props.filters}
        <span className={classes.spring} />
        {props.tools}
        {!narrow && (
          <ColumnPicker
            columns={columns.map(({ id, label, title: fixed }) => ({ id, label, fixed: fixed === true }))}
            visible={visible}
            onChange={(next) => onSearch(compact({ ...search, columns: next }), { replace: true })}
            onReset={() => onSearch(compact({ ...search, columns: undefined }), { replace: true })}
          />
        )}
      </div>
      {props.chips}
      {selectable && selection.count > 0 && (
        <div className={classes.selectionBar} role="status">
          <span>
            {selection.all && total ? (
              <Trans>All {formatTotal(total, i18n.locale)} selected</Trans>
            ) : (
              <Trans>{formatNumber(selection.count, i18n.locale)} selected</Trans>
            )}
          </span>
          {!selection.all && selection.wholePage && total && total.value > selection.count && (
            <button type="button" className={classes.linkButton} onClick={selection.selectAll}>
              <Trans>Select all {formatTotal(total, i18n.locale)} matching</Trans>
            </button>
          )}
          <button type="button" className={classes.linkButton} onClick={selection.clear}>
            <Trans>Clear selection</Trans>
          </button>
          <span className={classes.spring} />
          {props.selectionTools}
        </div>
      )}
      <div className={classes.progress} data-active={(props.fetching && rows !== undefined) || undefined} />
      {rows?.length === 0 ? (
        props.empty
      ) : narrow ? (
        <CardList {...props} columns={columns} selection={selectable ? selection : undefined} />
      ) : (
        <RowGrid
          table={table}
          columns={columns.filter(({ id }) => visible.includes(id))}
          label={title}
          sort={search.sort ?? props.defaultSort}
          onSort={(sort) =>
            onSearch(fromTheStart(search, { sort: sort === props.defaultSort ? undefined : sort }))
          }
          loading={rows === undefined}
          rowName={props.rowName}
          rowLink={props.rowLink}
          rowActions={props.rowActions}
          selection={selectable ? selection : undefined}
          selectPageLabel={t`Select all rows of this page`}
        />
      )}
      {(rows === undefined || rows.length > 0) && (
        <Pager
          search={search}
          onLimit={(limit) => onSearch(fromTheStart(search, { limit }))}
          shown={rows?.length ?? 0}
          total={total}
          nextCursor={props.nextCursor}
        />
      )}
    </section>
  );
}

/** The picked columns in the table's own order; the title column is always among them. */
export function visibleColumns(
  columns: { id: string; shown?: boolean; title?: boolean }[],
  picked: readonly string[] | undefined,
): string[] {
  return columns
    .filter((column) => column.title || (picked ? picked.includes(column.id) : column.shown))
    .map((column) => column.id);
}

const features = tableFeatures({ columnVisibilityFeature });
const noRows: never[] = [];

function useColumns<Row extends object>(
  columns: Column<Row>[],
  visible: string[],
  rows: Row[] | undefined,
  rowId: (row: Row) => string,
) {
  const definitions = useMemo(
    () => columns.map(({ id, label }): ColumnDef<typeof features, Row> => ({ id, header: label })),
    [columns],
  );
  const columnVisibility = Object.fromEntries(columns.map(({ id }) => [id, visible.includes(id)]));
  return useTable<typeof features, Row>({
    features,
    columns: definitions,
    data: rows ?? noRows,
    getRowId: rowId,
    state: { columnVisibility },
  });
}

/** What the grid uses of a table model. */
export type TableModel<Row extends object> = ReturnType<typeof useColumns<Row>>;

export type Selection = {
  all: boolean;
  count: number;
  wholePage: boolean;
  somePage: boolean;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  togglePage: () => void;
  selectAll: () => void;
  clear: () => void;
};

function useSelection(search: ListSearch, onSearch: Props<object>['onSearch'], page: string[]): Selection {
  const all = search.selected?.[0] === allSelected;
  const chosen = useMemo(() => new Set(all ? [] : search.selected), [all, search.selected]);
  const onPage = page.filter((id) => all || chosen.has(id));
  const set = (next: Iterable<string>) => {
    const selected = [...next];
    onSearch(compact({ ...search, selected: selected.length > 0 ? selected : undefined }), { replace: true });
  };
  return {
    all,
    count: all ? Number.POSITIVE_INFINITY : chosen.size,
    wholePage: page.length > 0 && onPage.length === page.length,
    somePage: onPage.length > 0,
    has: (id) => all || chosen.has(id),
    // Taking one out of "all" leaves the rest of the page that one sees.
    toggle: (id) => {
      const next = new Set(all ? page : chosen);
      if (!next.delete(id)) next.add(id);
      set(next);
    },
    togglePage: () => {
      if (all) return set([]);
      const next = new Set(chosen);
      for (const id of page) {
        if (onPage.length === page.length) next.delete(id);
        else next.add(id);
      }
      set(next);
    },
    selectAll: () => set([allSelected]),
    clear: () => set([]),
  };
}
