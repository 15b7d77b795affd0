import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import IconBuilding from '@tabler/icons-react/dist/esm/icons/IconBuilding.mjs';
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import IconShield from '@tabler/icons-react/dist/esm/icons/IconShield.mjs';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import classes from './SwitcherPanel.module.css';
import type { SwitcherRow } from './switcherRows';
import { highlight } from './treeSearch';
import { useSwitcher } from './useSwitcher';

const rowHeight = 36;
const headingHeight = 28;

/**
 * The organizations that one can go into: one's own, what stands below them, and for staff every other by search.
 * The field keeps the focus; arrows go through the tree below it.
 */
export function SwitcherPanel({
  current,
  onPlatform,
  onEnter,
}: {
  current: string | undefined;
  onPlatform: () => void;
  onEnter: (organizationId: string) => void;
}) {
  const { t } = useLingui();
  const id = useId();
  const [query, setQuery] = useState('');
  const { rows, searching, pending, toggle } = useSwitcher(query.trim(), current);
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string>();
  const choices = rows.flatMap((row, index) => (row.kind === 'organization' ? [index] : []));
  const chosen = rows.findIndex((row) => row.key === activeKey && row.kind === 'organization');
  const active = chosen >= 0 ? chosen : (choices[0] ?? -1);
  const activeRow = rows[active];

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? headingHeight : rowHeight),
    getItemKey: (index) => rows[index]?.key ?? index,
    initialRect: { width: 320, height: 400 },
    overscan: 8,
    // The field points at the active row, so it has to be in the page.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return active < 0 || shown.includes(active) ? shown : [...shown, active].sort((a, b) => a - b);
    },
  });
  const headings = rows.flatMap(({ kind }, index) => (kind === 'heading' ? [index] : [])).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a heading is lower than the other rows
  useEffect(() => virtual.measure(), [headings]);

  function go(step: number) {
    const next = choices[(choices.indexOf(active) + step + choices.length) % choices.length];
    if (next === undefined) return;
    setActiveKey(rows[next]?.key);
    virtual.scrollToIndex(next);
  }

  function run(row: SwitcherRow | undefined) {
    if (row?.kind !== 'organization') return;
    if (row.root.kind === 'platform') onPlatform();
    else onEnter(row.id);
  }

  function pressed(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const row = activeRow?.kind === 'organization' ? activeRow : undefined;
    // While something is typed, the arrows to the side move in it.
    const sideways = query === '' && row?.open !== undefined;
    if (event.key === 'ArrowDown') go(1);
    else if (event.key === 'ArrowUp') go(-1);
    else if (event.key === 'Enter') run(row);
    else if (sideways && event.key === 'ArrowRight' && !row.open) toggle(row);
    else if (sideways && event.key === 'ArrowLeft' && row.open) toggle(row);
    else return;
    event.preventDefault();
  }

  const optionId = (row: SwitcherRow) => `${id}-${row.key}`;
  return (
    <div className={classes.root}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-haspopup="tree"
        aria-autocomplete="list"
        aria-controls={`${id}-tree`}
        aria-activedescendant={activeRow && active >= 0 ? optionId(activeRow) : undefined}
        aria-label={t`Find an organization`}
        placeholder={t`Find an organization`}
        autoComplete="off"
        leftSection={<IconSearch size={16} aria-hidden />}
        classNames={{ input: classes.input }}
        value={query}
        onChange={(event) => {
          setActiveKey(undefined);
          setQuery(event.currentTarget.value);
        }}
        onKeyDown={pressed}
      />
      <div ref={scroller} className={classes.list} data-empty={rows.length === 0 || undefined}>
        <div
          id={`${id}-tree`}
          role="tree"
          aria-label={t`Organizations`}
          aria-busy={pending}
          className={classes.rows}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = rows[index];
            if (!row) return null;
            const place = { top: start, height: size };
            if (row.kind === 'heading') {
              return (
                <div key={row.key} className={classes.heading} style={place} aria-hidden>
                  <Heading of={row.of} />
                </div>
              );
            }
            if (row.kind === 'loading') {
              return (
                <div key={row.key} className={classes.loading} style={place} aria-hidden>
                  <span />
                </div>
              );
            }
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and takes the keys
              <div
                key={row.key}
                id={optionId(row)}
                role="treeitem"
                tabIndex={-1}
                aria-level={row.depth}
                aria-posinset={row.position}
                aria-setsize={row.siblings}
                aria-expanded={row.open}
                aria-selected={index === active}
                aria-current={row.id === current ? 'page' : undefined}
                className={classes.item}
                style={place}
                onMouseMove={() => setActiveKey(row.key)}
                onClick={() => run(row)}
              >
                <span
                  className={classes.indent}
                  style={{ width: `calc(${Math.min(row.depth - 1, 9)} * 14px)` }}
                />
                {row.root.kind === 'platform' ? (
                  <IconShield size={16} aria-hidden />
                ) : row.open === undefined ? (
                  <IconBuilding size={16} aria-hidden />
                ) : (
                  // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; arrows open and close it too
                  // biome-ignore lint/a11y/useKeyWithClickEvents: as above
                  <span
                    className={classes.toggle}
                    data-open={row.open}
                    onClick={(event) => {
                      event.stopPropagation();
                      toggle(row);
                    }}
                  >
                    <IconChevronRight size={16} aria-hidden />
                  </span>
                )}
                <span className={classes.name} title={row.name}>
                  {highlight(row.name, searching ? query : '').map(({ text, hit, at }) =>
                    hit ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
                  )}
                </span>{' '}
                {row.depth === 1 && row.root.below > 0 && !searching && (
                  <span className={classes.below}>
                    <Plural value={row.root.below} one="# below" other="# below" />
                  </span>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {choices.length === 0 && !pending && (
        <p className={classes.nothing} role="status">
          {searching ? t`No organization has this in its name.` : t`You belong to no organization yet.`}
        </p>
      )}
    </div>
  );
}

function Heading({ of }: { of: 'platform' | 'own' | 'other' }) {
  switch (of) {
    case 'platform':
      return <Trans>Platform</Trans>;
    case 'own':
      return <Trans>My organizations</Trans>;
    case 'other':
      return <Trans>All organizations</Trans>;
  }
}
