import { useLingui } from '@lingui/react';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findOrganizations } from '~/features/organizations/api';
import { isStaff, ownMemberships, platformMembership, useSession } from '~/features/session/session';
import { byName } from '~/lib/format';
import { lowerLevelsQuery } from './api';
import { type SwitcherRoot, type SwitcherRow, switcherRows } from './switcherRows';
import { buildTree, firstOpen, higherLevels, type Tree, type TreeItem } from './tree';
import type { LowerLevels } from './wire';

/** What the switcher shows: without a query one's own organizations, opened at will; with one what the server finds. */
export function useSwitcher(query: string, current: string | undefined) {
  const { i18n } = useLingui();
  const session = useSession();
  const staff = isStaff(session);
  const [settled] = useDebouncedValue(query, 200);
  const searching = query !== '';
  const fold = (text: string) => text.normalize().toLocaleLowerCase(i18n.locale);
  const platform = platformMembership(session)?.organization;
  const own = ownMemberships(session)
    .map(({ organization }) => organization)
    .sort(byName(i18n.locale, ({ name }) => name));
  const withLower = own.filter(({ lowerLevels }) => lowerLevels > 0);

  // Whoever has one hierarchy comes to move in it; of several, the one opens that somebody asks for.
  const [asked, setAsked] = useState<ReadonlySet<string>>(
    () => new Set(withLower.length === 1 ? withLower.map(({ id }) => id) : []),
  );
  /** Rows that are not as they come at first. */
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());

  const trees = useQueries({
    queries: withLower.map(({ id }) => ({
      ...lowerLevelsQuery(id, searching ? settled : ''),
      enabled: searching ? settled !== '' : asked.has(id),
      placeholderData: searching ? keepPreviousData : undefined,
    })),
  });
  const found = useQuery({
    ...findOrganizations(settled),
    enabled: staff && searching && settled !== '',
    placeholderData: keepPreviousData,
  });

  const treeOf = new Map(
    withLower.map(({ id }, index) => [id, treeFrom(trees[index]?.data?.items, i18n.locale)] as const),
  );
  const matches = (name: string, id: string) =>
    !searching || id === query || fold(name).includes(fold(query));

  const roots: SwitcherRoot[] = [];
  if (platform && matches(platform.name, platform.id)) {
    roots.push({ id: platform.id, name: platform.name, kind: 'platform', below: 0 });
  }
  for (const { id, name, lowerLevels } of own) {
    const tree = treeOf.get(id);
    const here = matches(name, id);
    // The server answers with what matches and the levels above; without a match there is nothing.
    const below = searching ? Math.max(0, (tree?.items.size ?? 1) - 1) : lowerLevels;
    if (here || below > 0) roots.push({ id, name, kind: 'own', below, tree: below > 0 ? tree : undefined });
  }
  if (searching) {
    const shown = new Set(roots.flatMap(({ id, tree }) => [id, ...(tree?.items.keys() ?? [])]));
    for (const { id, name } of found.data?.items ?? []) {
      if (!shown.has(id)) roots.push({ id, name, kind: 'other', below: 0 });
    }
  }

  const openAtFirst = new Map(
    [...treeOf].map(([id, tree]) => {
      const above = tree && current !== undefined ? higherLevels(tree, current) : [];
      return [id, new Set(tree ? [...firstOpen(tree), ...above] : [])] as const;
    }),
  );

  function isOpen(root: string, id: string): boolean {
    if (searching) return true;
    if (id === root) return asked.has(root);
    return turned.has(`${root}/${id}`) !== (openAtFirst.get(root)?.has(id) ?? false);
  }

  return {
    rows: switcherRows(roots, isOpen),
    searching,
    pending: found.isLoading || trees.some(({ isLoading }) => isLoading),
    toggle: ({ root, id, key }: Extract<SwitcherRow, { kind: 'organization' }>) => {
      if (id === root.id) setAsked(flip(asked, id));
      else setTurned(flip(turned, key));
    },
  };
}

function flip(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

const built = new WeakMap<object, { locale: string; tree: Tree }>();

/** Built once for what the server answered, however often it is shown. */
function treeFrom(items: LowerLevels['items'] | undefined, locale: string): Tree | undefined {
  if (!items) return undefined;
  const before = built.get(items);
  if (before?.locale === locale) return before.tree;
  const tree = buildTree(
    items,
    byName<TreeItem>(locale, ({ name }) => name),
  );
  built.set(items, { locale, tree });
  return tree;
}
