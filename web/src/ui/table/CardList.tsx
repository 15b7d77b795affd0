import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ListSearch } from '~/lib/listSearch';
import { type Selection, visibleColumns } from './DataTable';
import classes from './DataTable.module.css';
import { RowActions } from './RowActions';
import { Check } from './RowGrid';
import type { Column, RowAction, RowLink } from './types';

/** The same rows on a phone: a card each, with its actions in a menu. */
export function CardList<Row>({
  title,
  rows,
  columns,
  rowId,
  rowName,
  rowLink,
  rowActions,
  search,
  selection,
}: {
  title: string;
  rows: Row[] | undefined;
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  rowLink?: (row: Row) => RowLink;
  rowActions?: (row: Row) => RowAction[];
  search: ListSearch;
  selection: Selection | undefined;
}) {
  const { t } = useLingui();
  const visible = visibleColumns(columns, search.columns);
  const heading = columns.find((column) => column.title);
  const lines = columns.filter((column) => !column.title && visible.includes(column.id));

  return (
    <ul className={classes.cards} aria-label={title} aria-busy={rows === undefined}>
      {rows === undefined &&
        ['a', 'b', 'c', 'd', 'e'].map((key) => (
          <li key={key} className={classes.card} aria-hidden>
            <span className={classes.skeleton} style={{ width: '60%' }} />
            <span className={classes.skeleton} style={{ width: '40%' }} />
            <span className={classes.skeleton} style={{ width: '50%' }} />
          </li>
        ))}
      {rows?.map((row) => {
        const name = rowName(row);
        const link = rowLink?.(row);
        return (
          <li
            key={rowId(row)}
            className={classes.card}
            data-selected={selection?.has(rowId(row)) || undefined}
          >
            <div className={classes.cardHead}>
              {selection && (
                <Check
                  label={t`Select ${name}`}
                  checked={selection.has(rowId(row))}
                  onChange={() => selection.toggle(rowId(row))}
                />
              )}
              <span className={classes.cardTitle}>
                {link ? <Link {...link}>{heading?.cell(row)}</Link> : heading?.cell(row)}
              </span>
              {rowActions && <RowActions actions={rowActions(row)} name={name} compact />}
            </div>
            <dl className={classes.cardLines}>
              {lines.map((column) => (
                <div key={column.id}>
                  <dt>{column.label}</dt>
                  <dd>{column.cell(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
