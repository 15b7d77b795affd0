import { Plural, useLingui } from '@lingui/react/macro';
import { Menu } from '@mantine/core';
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, type ReactNode, useState } from 'react';
import { useLabels } from '~/features/organizations/labels';
import { StatusOf } from '~/features/organizations/StatusOf';
import type { RowAction, RowLink } from '~/ui/table/types';
import classes from './TreeView.module.css';
import { TypeMark } from './TypeMark';
import type { Row, TreeItem } from './tree';
import { highlight } from './treeSearch';

/** An action of a row, with the key that runs it while the row has the focus. */
export type TreeAction = RowAction & { keys?: { shown: string; pressed: (event: KeyLike) => boolean } };

export type KeyLike = { key: string; code: string; altKey: boolean; shiftKey: boolean; ctrlKey: boolean };

/** What a row shows; `reach` is false where it stands in for a row that is out of view. */
export function RowContent({
  row,
  item,
  below,
  query,
  link,
  note,
  onToggle,
  children,
}: {
  row: Row;
  item: TreeItem;
  below: number;
  query: string;
  /** Where the name leads. */
  link?: RowLink;
  /** Said instead of the facts, such as why it cannot be chosen. */
  note?: string;
  onToggle: () => void;
  children?: ReactNode;
}) {
  const { t } = useLingui();
  const name = highlight(item.name, query).map(({ text, hit, at }) =>
    hit ? (
      <mark key={at} className={classes.hit}>
        {text}
      </mark>
    ) : (
      <span key={at}>{text}</span>
    ),
  );
  return (
    <>
      {/* Keys open and close a row by the arrows: this is for the pointer. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <span
        className={classes.toggle}
        style={{ marginInlineStart: `calc(${row.depth - 1} * var(--indent))` }}
        data-open={row.open}
        title={row.open === undefined ? undefined : row.open ? t`Collapse` : t`Expand`}
        onClick={(event) => {
          if (row.open === undefined) return;
          event.stopPropagation();
          onToggle();
        }}
      >
        {row.open !== undefined && <IconChevronRight size={16} aria-hidden />}
      </span>
      <span className={classes.lines} style={{ '--level': row.depth } as CSSProperties}>
        <span className={classes.name} title={item.name}>
          {link ? (
            <Link {...link} tabIndex={-1} draggable={false} preload={false}>
              {name}
            </Link>
          ) : (
            name
          )}
        </span>
        {/* A space between what stands apart, for those who hear it. */}{' '}
        {note === undefined ? (
          <span className={classes.facts}>
            {item.status !== 'active' && <StatusOf status={item.status} />}{' '}
            {below > 0 && (
              <span className={classes.below}>
                <Plural value={below} one="# below" other="# below" />
              </span>
            )}{' '}
            <TypeMark type={item.type} />
          </span>
        ) : (
          <span className={classes.facts}>{note}</span>
        )}
      </span>
      {children}
    </>
  );
}

/** What a screen reader says of a row: what it shows, in that order. */
export function useRowLabel(): (item: TreeItem, below: number, note?: string) => string {
  const { t, i18n } = useLingui();
  const labels = useLabels();
  return (item, below, note) => {
    const count = new Intl.NumberFormat(i18n.locale).format(below);
    const facts = [
      item.status !== 'active' && labels.value('status', item.status),
      below > 0 && t`${count} below`,
      item.type === null ? t`No registration` : labels.value('type', item.type),
    ];
    return [item.name, ...(note === undefined ? facts : [note])].filter(Boolean).join(', ');
  };
}

/** The actions of a row: the usual ones at hand, all of them in a menu that says their keys. */
export function TreeRowActions({
  actions,
  name,
  reachable,
  opened,
  onOpened,
}: {
  actions: TreeAction[];
  name: string;
  /** By Tab: only those of the focused row are. */
  reachable: boolean;
  opened: boolean;
  onOpened: (opened: boolean) => void;
}) {
  const { t } = useLingui();
  const [asked, setAsked] = useState(false);
  const tabIndex = reachable ? 0 : -1;
  const button = (
    <button
      type="button"
      tabIndex={tabIndex}
      className={classes.rowButton}
      aria-label={t`Actions for ${name}`}
      aria-haspopup="menu"
      aria-expanded={opened}
      onClick={() => {
        setAsked(true);
        onOpened(!opened);
      }}
    >
      <IconDots size={16} aria-hidden />
    </button>
  );
  return (
    <span className={classes.actions}>
      {actions
        .filter(({ inline }) => inline)
        .map((action) => (
          <button
            key={action.id}
            type="button"
            tabIndex={tabIndex}
            className={classes.inlineButton}
            aria-label={`${action.label}: ${name}`}
            title={action.keys ? `${action.label} (${action.keys.shown})` : action.label}
            onClick={action.run}
          >
            {action.icon}
          </button>
        ))}
      {asked || opened ? (
        <Menu position="bottom-end" withinPortal opened={opened} onChange={onOpened}>
          <Menu.Target>{button}</Menu.Target>
          <Menu.Dropdown>
            {actions.map((action) => (
              <Menu.Item
                key={action.id}
                leftSection={action.icon}
                rightSection={action.keys && <kbd className={classes.key}>{action.keys.shown}</kbd>}
                data-danger={action.danger || undefined}
                onClick={action.run}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        button
      )}
    </span>
  );
}
