import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Suspense, useMemo } from 'react';
import { organizationQuery } from '~/features/organizations/api';
import { byName } from '~/lib/format';
import { to } from '~/paths';
import { EmptyState } from '~/ui/EmptyState';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import { lowerLevelsQuery } from './api';
import classes from './GroupPage.module.css';
import { HigherLevels } from './HigherLevels';
import { legendId, TreeLegend, TreeToolbar } from './TreeToolbar';
import { TreeView } from './TreeView';
import { buildTree, type TreeItem } from './tree';
import { useTreeView } from './useTreeView';

const route = getRouteApi('/shell/o/$organizationId/lower-levels');

/** The organizations below one, as the tree that they are in. Only a group's own page changes it. */
export function LowerLevelsPage() {
  const { organizationId } = route.useParams();
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Levels key={organizationId} organizationId={organizationId} />
    </Suspense>
  );
}

function Levels({ organizationId }: { organizationId: string }) {
  const { t, i18n } = useLingui();
  const router = useRouter();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const { items, higherLevels } = useSuspenseQuery(lowerLevelsQuery(organizationId)).data;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tree = useMemo(
    () =>
      buildTree(
        items,
        byName<TreeItem>(i18n.locale, ({ name }) => name),
      ),
    [items, i18n.locale],
  );
  const view = useTreeView(tree, search.q ?? '');
  const title = t`Lower levels`;
  useTitle(title, organization.name);
  const count = tree.items.size - 1;
  const setQuery = (q: string) =>
    void navigate({ search: q === '' ? {} : { q }, replace: true, resetScroll: false });

  return (
    <section className={classes.page}>
      <header className={classes.head}>
        <div className={classes.heading}>
          <HigherLevels levels={higherLevels} />
          <h1>{title}</h1>
          <p className={classes.meta}>
            <span>
              <Plural
                value={count}
                _0="No organization stands below this one."
                one="# organization below"
                other="# organizations below"
              />
            </span>
          </p>
        </div>
      </header>
      {count > 0 && (
        <div className={classes.tree}>
          <TreeToolbar view={view} onSearch={setQuery} />
          <TreeView
            view={view}
            nothing={
              <EmptyState
                title={t`Nothing in this tree matches`}
                actions={
                  <Button variant="default" onClick={() => setQuery('')}>
                    <Trans>Clear the search</Trans>
                  </Button>
                }
              >
                <Trans>No organization of this tree has it in its name.</Trans>
              </EmptyState>
            }
            describedBy={legendId}
            label={t`Organizations below ${organization.name}`}
            linkOf={(item) => to.overview(item.organizationId)}
            onEnter={(item) => void router.navigate(to.overview(item.organizationId))}
          />
          <TreeLegend changes={false} />
        </div>
      )}
    </section>
  );
}
