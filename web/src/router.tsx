import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { deploymentQuery } from './api/deployment';
import { isProblem } from './api/problem';
import { queryClient } from './api/query';
import { CrashPage } from './app/CrashPage';
import { NotFoundPage } from './app/NotFoundPage';
import { Root } from './app/Root';
import { parseWayInSearch } from './features/addNumbers/search';
import { parseGroupSearch, parseTreeSearch } from './features/groups/search';
import { parseImportSearch } from './features/imports/search';
import { parseMemberForm, parseMemberSearch } from './features/members/search';
import { parseNumberForm, parseNumberSearch } from './features/numbers/search';
import { parseFormSearch, parseOrganizationSearch } from './features/organizations/search';
import { parseProductSearch } from './features/products/search';
import { parseRoleSearch } from './features/roles/search';
import { sessionQuery } from './features/session/session';
import { parseUsageSearch } from './features/usages/search';
import { area } from './i18n';
import { parseListSearch } from './lib/listSearch';
import { parseSearch, stringifySearch } from './lib/searchParams';
import { home, to } from './paths';
import { signInHref } from './start/signIn';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    throw redirect(home(await sessionOrSignIn(context.queryClient, undefined)));
  },
});

// The pages before sign-in are loaded without this router: going there leaves it.
const startPages = ['/sign-in', '/set-up'].map((path) =>
  createRoute({ getParentRoute: () => root, path, beforeLoad: ({ location }) => leave(location.href) }),
);

function leave(href: string): Promise<never> {
  window.location.replace(href);
  return new Promise(() => {});
}

/** Everything that needs a session, inside the shell. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    await Promise.all([
      sessionOrSignIn(context.queryClient, location.href),
      context.queryClient.ensureQueryData(deploymentQuery),
    ]);
  },
  component: lazyRouteComponent(() => import('./app/Shell'), 'Shell'),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/account/AccountPage'), 'AccountPage'),
});

const platform = createRoute({
  getParentRoute: () => shell,
  path: '/platform',
  validateSearch: parseFormSearch,
  component: lazyRouteComponent(() => import('./features/organizations/PlatformLayout'), 'PlatformLayout'),
});

const platformIndex = createRoute({
  getParentRoute: () => platform,
  path: '/',
  beforeLoad: () => {
    throw redirect(to.organizations());
  },
});

const organizations = createRoute({
  getParentRoute: () => platform,
  path: '/organizations',
  validateSearch: parseOrganizationSearch,
  component: lazyRouteComponent(
    () => import('./features/organizations/OrganizationsPage'),
    'OrganizationsPage',
  ),
});

const organization = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/$organizationId',
  component: lazyRouteComponent(
    () => import('./features/organizations/OrganizationPage'),
    'OrganizationPage',
  ),
});

const imports = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/import',
  component: lazyRouteComponent(() => import('./features/imports/ImportsPage'), 'ImportsPage'),
});

const importDetail = createRoute({
  getParentRoute: () => platform,
  path: '/organizations/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(() => import('./features/imports/ImportPage'), 'ImportPage'),
});

const groups = createRoute({
  getParentRoute: () => platform,
  path: '/groups',
  validateSearch: parseGroupSearch,
  component: lazyRouteComponent(
    area('groups', () => import('./features/groups/GroupsPage')),
    'GroupsPage',
  ),
});

const newGroup = createRoute({
  getParentRoute: () => platform,
  path: '/groups/new',
  component: lazyRouteComponent(
    area('groups', () => import('./features/groups/GroupNewPage')),
    'GroupNewPage',
  ),
});

const group = createRoute({
  getParentRoute: () => platform,
  path: '/groups/$groupId',
  validateSearch: parseTreeSearch,
  component: lazyRouteComponent(
    area('groups', () => import('./features/groups/GroupPage')),
    'GroupPage',
  ),
});

const inside = createRoute({
  getParentRoute: () => shell,
  path: '/o/$organizationId',
  component: lazyRouteComponent(() => import('./features/overview/InsideLayout'), 'InsideLayout'),
});

const insideIndex = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect(to.overview(params.organizationId));
  },
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/overview',
  component: lazyRouteComponent(() => import('./features/overview/OverviewPage'), 'OverviewPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/overview/SettingsPage'), 'SettingsPage'),
});

const lowerLevels = createRoute({
  getParentRoute: () => inside,
  path: '/lower-levels',
  validateSearch: parseTreeSearch,
  component: lazyRouteComponent(
    area('groups', () => import('./features/groups/LowerLevelsPage')),
    'LowerLevelsPage',
  ),
});

const allMembers = createRoute({
  getParentRoute: () => platform,
  path: '/members',
  validateSearch: parseMemberSearch,
  component: lazyRouteComponent(
    area('people', () => import('./features/members/AllMembersPage')),
    'AllMembersPage',
  ),
});

const products = createRoute({
  getParentRoute: () => platform,
  path: '/products',
  validateSearch: parseProductSearch,
  component: lazyRouteComponent(
    area('people', () => import('./features/products/ProductsPage')),
    'ProductsPage',
  ),
});

const members = createRoute({
  getParentRoute: () => inside,
  path: '/members',
  validateSearch: parseMemberSearch,
  component: lazyRouteComponent(
    area('people', () => import('./features/members/MembersPage')),
    'MembersPage',
  ),
});

const member = createRoute({
  getParentRoute: () => inside,
  path: '/members/$memberId',
  validateSearch: parseMemberForm,
  component: lazyRouteComponent(
    area('people', () => import('./features/members/MemberPage')),
    'MemberPage',
  ),
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: '/roles',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area('people', () => import('./features/roles/RolesPage')),
    'RolesPage',
  ),
});

const newRole = createRoute({
  getParentRoute: () => inside,
  path: '/roles/new',
  component: lazyRouteComponent(
    area('people', () => import('./features/roles/RoleFormPage')),
    'NewRolePage',
  ),
});

const role = createRoute({
  getParentRoute: () => inside,
  path: '/roles/$roleId',
  validateSearch: parseRoleSearch,
  component: lazyRouteComponent(
    area('people', () => import('./features/roles/RolePage')),
    'RolePage',
  ),
});

const editRole = createRoute({
  getParentRoute: () => inside,
  path: '/roles/$roleId/edit',
  component: lazyRouteComponent(
    area('people', () => import('./features/roles/RoleFormPage')),
    'EditRolePage',
  ),
});

const allNumbers = createRoute({
  getParentRoute: () => platform,
  path: '/numbers',
  validateSearch: parseNumberSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/numbers/AllNumbersPage')),
    'AllNumbersPage',
  ),
});

const numbers = createRoute({
  getParentRoute: () => inside,
  path: '/numbers',
  validateSearch: parseNumberSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/numbers/NumbersPage')),
    'NumbersPage',
  ),
});

const number = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/$numberId',
  validateSearch: parseNumberForm,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/numbers/NumberPage')),
    'NumberPage',
  ),
});

const usages = createRoute({
  getParentRoute: () => inside,
  path: '/usages',
  validateSearch: parseUsageSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/usages/UsagesPage')),
    'UsagesPage',
  ),
});

const usage = createRoute({
  getParentRoute: () => inside,
  path: '/usages/$usageId',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/usages/UsagePage')),
    'UsagePage',
  ),
});

const addAllNumbers = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/add',
  validateSearch: parseWayInSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/AddNumbersPage')),
    'AddAllNumbersPage',
  ),
});

const addAllRange = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/range',
  validateSearch: parseWayInSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/RangePage')),
    'AllRangePage',
  ),
});

const allNumberImports = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/import',
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/NumberImportsPage')),
    'AllNumberImportsPage',
  ),
});

const allNumberImport = createRoute({
  getParentRoute: () => platform,
  path: '/numbers/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/NumberImportPage')),
    'AllNumberImportPage',
  ),
});

const addNumbers = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/add',
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/AddNumbersPage')),
    'AddNumbersPage',
  ),
});

const addRange = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/range',
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/RangePage')),
    'RangePage',
  ),
});

const numberImports = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/import',
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/NumberImportsPage')),
    'NumberImportsPage',
  ),
});

const numberImport = createRoute({
  getParentRoute: () => inside,
  path: '/numbers/import/$importId',
  validateSearch: parseImportSearch,
  component: lazyRouteComponent(
    area('numbers', () => import('./features/addNumbers/NumberImportPage')),
    'NumberImportPage',
  ),
});

const apiKeys = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('./features/apiKeys/ApiKeysPage')),
    ),
    'ApiKeysPage',
  ),
});

const newApiKey = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys/new',
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('./features/apiKeys/NewApiKeyPage')),
    ),
    'NewApiKeyPage',
  ),
});

const apiKey = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys/$keyId',
  component: lazyRouteComponent(
    area(
      'people',
      area('numbers', () => import('./features/apiKeys/ApiKeyPage')),
    ),
    'ApiKeyPage',
  ),
});

async function sessionOrSignIn(client: QueryClient, next: string | undefined) {
  try {
    return await client.ensureQueryData(sessionQuery);
  } catch (error) {
    if (isProblem(error) && (error.status === 401 || error.code === 'account_disabled')) {
      return leave(signInHref(next));
    }
    throw error;
  }
}

/** Reads the address when it is made: not before somebody is let in. */
export function createConsoleRouter() {
  return createRouter({
    routeTree: root.addChildren([
      index,
      ...startPages,
      shell.addChildren([
        account,
        platform.addChildren([
          platformIndex,
          organizations,
          organization,
          imports,
          importDetail,
          groups,
          newGroup,
          group,
          allMembers,
          allNumbers,
          addAllNumbers,
          addAllRange,
          allNumberImports,
          allNumberImport,
          products,
        ]),
        inside.addChildren([
          insideIndex,
          overview,
          settings,
          lowerLevels,
          members,
          member,
          roles,
          newRole,
          role,
          editRole,
          numbers,
          number,
          addNumbers,
          addRange,
          numberImports,
          numberImport,
          usages,
          usage,
          apiKeys,
          newApiKey,
          apiKey,
        ]),
      ]),
    ]),
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
  interface HistoryState {
    /** The cursors of the pages before this one, the first page's as an empty text; see usePaging. */
    before?: string[];
  }
}
