import type { LinkOptions } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export type Column<Row> = {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Whether the server can order by it. */
  sortable?: boolean;
  /** Shown before anybody picks columns. */
  shown?: boolean;
  /** What the row is called: it cannot be hidden, and heads the card on a phone. */
  title?: boolean;
};

export type RowAction = {
  id: string;
  label: string;
  icon: ReactNode;
  run: () => void;
  danger?: boolean;
  /** Beside the menu, where a pointer reaches it with one click. */
  inline?: boolean;
};

export type RowLink = LinkOptions;
