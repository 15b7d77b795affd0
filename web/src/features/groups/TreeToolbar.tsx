import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { SearchBox } from '~/ui/table/SearchBox';
import classes from './GroupPage.module.css';
import { treeKeys } from './useTreeActions';
import type { TreeViewState } from './useTreeView';

/** Above a tree: its search, and opening and closing all of it. */
export function TreeToolbar({
  view,
  onSearch,
  children,
}: {
  view: TreeViewState;
  onSearch: (q: string) => void;
  children?: ReactNode;
}) {
  const { t } = useLingui();
  const { found } = view;
  return (
    <div className={classes.toolbar}>
      <div className={classes.search}>
        <SearchBox label={t`Search this tree by name or ID`} value={view.query} onSearch={onSearch} />
      </div>
      <span className={classes.found} role="status">
        {found && <Plural value={found.matches.size} one="# match" other="# matches" />}
      </span>
      <span className={classes.spring} />
      {children}
      <Button variant="default" onClick={view.openAll}>
        <Trans>Expand all</Trans>
      </Button>
      <Button variant="default" onClick={view.closeAll}>
        <Trans>Collapse all</Trans>
      </Button>
    </div>
  );
}

/** What the tree above a legend is described by. */
export const legendId = 'tree-keys';

/** The keys of the tree above it. */
export function TreeLegend({ changes, opens = true }: { changes: boolean; opens?: boolean }) {
  const { t } = useLingui();
  const keys: [string, string][] = [
    ['↑ ↓ ← →', t`go`],
    ...(opens ? ([[treeKeys.open, t`open`]] as [string, string][]) : []),
    ...(changes
      ? ([
          [treeKeys.pickUp, t`pick up and move`],
          [treeKeys.moveTo, t`move to…`],
          [`${treeKeys.outdent} ${treeKeys.indent}`, t`move a level`],
          [treeKeys.add, t`add below`],
          [treeKeys.remove, t`remove`],
        ] as [string, string][])
      : []),
  ];
  return (
    <ul id={legendId} className={classes.legend} aria-label={t`Keys`}>
      {keys.map(([key, meaning]) => (
        <li key={key}>
          <kbd>{key}</kbd> {meaning}
        </li>
      ))}
    </ul>
  );
}
