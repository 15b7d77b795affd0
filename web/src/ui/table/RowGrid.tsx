import { Trans, useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs';
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Selection, TableModel } from './DataTable';
import classes from './DataTable.module.css';
import { RowActions } from './RowActions';
import type { Column, RowAction, RowLink } from './types';
import { useMoreBeside } from './useMoreBeside';

const skeletonRows = ['70%', '45%', '60%', '80%', '50%', '65%', '40%', '75%', '55%', '62%'];

export function RowGrid<Row extends object>({
  table,
  columns,
  label,
  sort,
  onSort,
  loading,
  rowName,
  rowLink,
  rowActions,
  selection,
  selectPageLabel,
}: {
  table: TableModel<Row>;
  columns: Column<Row>[];
  label: string;
  sort: string | undefined;
  onSort: (sort: string) => void;
  loading: boolean;
  rowName: (row: Row) => string;
  rowLink: ((row: Row) => RowLink) | undefined;
  rowActions: ((row: Row) => RowAction[]) | undefined;
  selection: Selection | undefined;
  selectPageLabel: string;
}) {
  const { t } = useLingui();
  const router = useRouter();
  const byId = new Map(columns.map((column) => [column.id, column]));
  const scroller = useRef<HTMLElement>(null);
  const more = useMoreBeside(scroller);

  return (
    <div className={classes.frame} data-more={more || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={label}>
        <table className={classes.table} aria-busy={loading}>
          <thead>
            <tr>
              {selection && (
                <th className={classes.checkCell} scope="col">
                  <Check
                    label={selectPageLabel}
                    checked={selection.wholePage}
                    partly={selection.somePage && !selection.wholePage}
                    onChange={selection.togglePage}
                  />
                </th>
              )}
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
              {rowActions && (
                <th className={classes.actionCell} scope="col">
                  <VisuallyHidden>
                    <Trans>Actions</Trans>
                  </VisuallyHidden>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {loading &&
              skeletonRows.map((width) => (
                <tr key={width} aria-hidden>
                  {selection && <td className={classes.checkCell} />}
                  {columns.map((column) => (
                    <td key={column.id}>
                      <span className={classes.skeleton} style={{ width: column.title ? width : '60%' }} />
                    </td>
                  ))}
                  {rowActions && <td className={classes.actionCell} />}
                </tr>
              ))}
            {table.getRowModel().rows.map((row) => {
              const name = rowName(row.original);
              const link = rowLink?.(row.original);
              return (
                <tr
                  key={row.id}
                  data-selected={selection?.has(row.id) || undefined}
                  data-link={link ? true : undefined}
                  onClick={(event) => {
                    if (!link || event.defaultPrevented || isOwnTarget(event.target)) return;
                    void router.navigate(link);
                  }}
                >
                  {selection && (
                    <td className={classes.checkCell}>
                      <Check
                        label={t`Select ${name}`}
                        checked={selection.has(row.id)}
                        onChange={() => selection.toggle(row.id)}
                      />
                    </td>
                  )}
                  {row.getVisibleCells().map((cell) => {
                    const column = byId.get(cell.column.id);
                    if (!column) return null;
                    return column.title ? (
                      <th key={cell.id} scope="row" className={classes.titleCell}>
                        {link ? (
                          <Link {...link}>{column.cell(row.original)}</Link>
                        ) : (
                          column.cell(row.original)
                        )}
                      </th>
                    ) : (
                      <td key={cell.id}>{column.cell(row.original)}</td>
                    );
                  })}
                  {rowActions && (
                    <td className={classes.actionCell}>
                      <RowActions actions={rowActions(row.original)} name={name} />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </div>
  );
}

/** Whether the click was meant for something inside the row, or ended the selection of its text. */
function isOwnTarget(target: EventTarget): boolean {
  if (window.getSelection()?.toString()) return true;
  return target instanceof Element && target.closest('a, button, input, label, [role="menu"]') !== null;
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string | undefined;
  onSort: (sort: string) => void;
}) {
  const ascending = sort === column.id;
  const descending = sort === `-${column.id}`;
  const className = column.title ? classes.titleCell : undefined;
  if (!column.sortable) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    );
  }
  return (
    <th
      scope="col"
      className={className}
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : undefined}
    >
      <button
        type="button"
        className={classes.sort}
        data-active={ascending || descending || undefined}
        onClick={() => onSort(ascending ? `-${column.id}` : column.id)}
      >
        {column.label}
        {descending ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />}
      </button>
    </th>
  );
}

export function Check({
  label,
  checked,
  partly = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  partly?: boolean;
  onChange: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = partly;
  }, [partly]);
  return (
    <label className={classes.check}>
      <input ref={input} type="checkbox" aria-label={label} checked={checked} onChange={onChange} />
    </label>
  );
}
