// What the pages stand in: everything that needs a session, and within it the platform's pages and those inside one
// organization.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { deploymentQuery } from '../api/deployment';
import { isProblem } from '../api/problem';
import { CrashPage } from '../app/CrashPage';
import { NotFoundPage } from '../app/NotFoundPage';
import { Root } from '../app/Root';
import { parseFormSearch } from '../features/organizations/search';
import { sessionQuery } from '../features/session/session';
import { home, to } from '../paths';
import { startPaths } from '../start/paths';
import { signInHref } from '../start/signIn';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

export const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    throw redirect(home(await sessionOrSignIn(context.queryClient, undefined)));
  },
});

// The pages before sign-in are loaded without this router: going there leaves it.
export const startPages = startPaths.map((path) =>
  createRoute({ getParentRoute: () => root, path, beforeLoad: ({ location }) => leave(location.href) }),
);

function leave(href: string): Promise<never> {
  window.location.replace(href);
  return new Promise(() => {});
}

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

/** Everything that needs a session, inside the shell. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    await Promise.all([
      sessionOrSignIn(context.queryClient, location.href),
      context.queryClient.ensureQueryData(deploymentQuery),
    ]);
  },
  component: lazyRouteComponent(() => import('../app/Shell'), 'Shell'),
});

/** What leads nowhere, with the way to everything else still beside it. */
export const nowhere = createRoute({
  getParentRoute: () => shell,
  path: '$',
  component: NotFoundPage,
});

export const platform = createRoute({
  getParentRoute: () => shell,
  path: '/platform',
  validateSearch: parseFormSearch,
  component: lazyRouteComponent(() => import('../features/organizations/PlatformLayout'), 'PlatformLayout'),
});

export const platformIndex = createRoute({
  getParentRoute: () => platform,
  path: '/',
  beforeLoad: () => {
    throw redirect(to.organizations());
  },
});

export const inside = createRoute({
  getParentRoute: () => shell,
  path: '/o/$organizationId',
  component: lazyRouteComponent(() => import('../features/overview/InsideLayout'), 'InsideLayout'),
});

export const insideIndex = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect(to.overview(params.organizationId));
  },
});
