// The hierarchies.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseGroupSearch, parseTreeSearch } from '../features/groups/search';
import { area } from '../i18n';
import { inside, platform } from './layouts';

const groups = createRoute({
  getParentRoute: () => platform,
  path: '/groups',
  validateSearch: parseGroupSearch,
  component: lazyRouteComponent(
    area('groups', () => import('../features/groups/GroupsPage')),
    'GroupsPage',
  ),
});

const newGroup = createRoute({
  getParentRoute: () => platform,
  path: '/groups/new',
  component: lazyRouteComponent(
    area('groups', () => import('../features/groups/GroupNewPage')),
    'GroupNewPage',
  ),
});

const group = createRoute({
  getParentRoute: () => platform,
  path: '/groups/$groupId',
  validateSearch: parseTreeSearch,
  component: lazyRouteComponent(
    area('groups', () => import('../features/groups/GroupPage')),
    'GroupPage',
  ),
});

const lowerLevels = createRoute({
  getParentRoute: () => inside,
  path: '/lower-levels',
  validateSearch: parseTreeSearch,
  component: lazyRouteComponent(
    area('groups', () => import('../features/groups/LowerLevelsPage')),
    'LowerLevelsPage',
  ),
});

export const onPlatform = [groups, newGroup, group] as const;
export const insideOne = [lowerLevels] as const;
