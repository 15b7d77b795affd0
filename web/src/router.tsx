// The console's routes: one file an area in routes/, put together here.
import { createRouter } from '@tanstack/react-router';
import { queryClient } from './api/query';
import { CrashPage } from './app/CrashPage';
import { NotFoundPage } from './app/NotFoundPage';
import { parseSearch, stringifySearch } from './lib/searchParams';
import * as account from './routes/account';
import * as groups from './routes/groups';
import {
  index,
  inside,
  insideIndex,
  nowhere,
  platform,
  platformIndex,
  root,
  shell,
  startPages,
} from './routes/layouts';
import * as numbers from './routes/numbers';
import * as organizations from './routes/organizations';
import * as oversight from './routes/oversight';
import * as overview from './routes/overview';
import * as people from './routes/people';

/** Reads the address when it is made: not before somebody is let in. */
export function createConsoleRouter() {
  return createRouter({
    routeTree: root.addChildren([
      index,
      ...startPages,
      shell.addChildren([
        nowhere,
        ...account.inShell,
        platform.addChildren([
          platformIndex,
          ...organizations.onPlatform,
          ...groups.onPlatform,
          ...people.onPlatform,
          ...numbers.onPlatform,
          ...oversight.onPlatform,
        ]),
        inside.addChildren([
          insideIndex,
          ...overview.insideOne,
          ...groups.insideOne,
          ...people.insideOne,
          ...numbers.insideOne,
          ...oversight.insideOne,
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
