import '~/theme/mantine-app.css';
import '~/theme/app.css';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import IconMenu2 from '@tabler/icons-react/dist/esm/icons/IconMenu2.mjs';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { onProof } from '~/api/proof';
import { onSignInAgain } from '~/api/signInAgain';
import { watched } from '~/features/imports/watched';
import { useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { Wordmark } from '~/ui/Wordmark';
import classes from './Shell.module.css';
import { Sidebar } from './Sidebar';
import { usePlaceName } from './Switcher';
import { useKeys } from './useKeys';
import { useLookAgain } from './useLookAgain';
import { usePlace } from './usePlace';

// What lies over the page comes when it is asked for; the page itself does not wait for it.
const Palette = lazy(() => import('./Palette').then((module) => ({ default: module.Palette })));
const KeysDialog = lazy(() => import('./KeysDialog').then((module) => ({ default: module.KeysDialog })));
const NavDrawer = lazy(() => import('./NavDrawer').then((module) => ({ default: module.NavDrawer })));
const SessionDialog = lazy(() =>
  import('~/features/session/SessionDialog').then((module) => ({ default: module.SessionDialog })),
);

const ProofDialog = lazy(() =>
  import('~/features/session/ProofDialog').then((module) => ({ default: module.ProofDialog })),
);

// Only where an import is at work.
const ImportWatch = lazy(() =>
  import('~/features/imports/ImportWatch').then((module) => ({ default: module.ImportWatch })),
);

const Questions = lazy(
  area('people', () =>
    import('~/features/members/Questions').then((module) => ({ default: module.Questions })),
  ),
);

export function Shell() {
  const { t } = useLingui();
  const [dialog, setDialog] = useState<'palette' | 'keys'>();
  const [menu, setMenu] = useState(false);
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => onSignInAgain(setSignedOut), []);
  const [proving, setProving] = useState(false);
  useEffect(() => onProof(setProving), []);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const shownPath = useRef(path);

  useLookAgain();
  const imports = useSyncExternalStore(watched.subscribe, watched.read);
  const { questions } = useSession();

  useKeys({
    onPalette: () => setDialog((before) => (before === 'palette' ? undefined : 'palette')),
    onHelp: () => setDialog('keys'),
  });

  useEffect(() => {
    setMenu(false);
    // Another page: a screen reader starts reading there. The first page is the browser's to announce.
    if (shownPath.current !== undefined && shownPath.current !== path)
      main.current?.focus({ preventScroll: true });
    shownPath.current = path;
  }, [path]);

  const openPalette = () => {
    setMenu(false);
    setDialog('palette');
  };

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <div className={classes.topBar}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          aria-label={t`Open navigation`}
          onClick={() => setMenu(true)}
        >
          <IconMenu2 size={20} />
        </ActionIcon>
        <TopBarTitle />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={40}
          aria-label={t`Search everything`}
          onClick={openPalette}
        >
          <IconSearch size={20} />
        </ActionIcon>
      </div>
      <div className={classes.sidebar}>
        <Sidebar onPalette={openPalette} onKeys={() => setDialog('keys')} />
      </div>
      <main ref={main} id="main" tabIndex={-1} className={classes.main}>
        <Suspense>{questions.length > 0 && <Questions questions={questions} />}</Suspense>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Suspense>
        {menu && (
          <NavDrawer onClose={() => setMenu(false)}>
            <Sidebar
              onPalette={openPalette}
              onKeys={() => {
                setMenu(false);
                setDialog('keys');
              }}
            />
          </NavDrawer>
        )}
        {dialog === 'palette' && (
          <Palette onClose={() => setDialog(undefined)} onKeys={() => setDialog('keys')} />
        )}
        {dialog === 'keys' && <KeysDialog onClose={() => setDialog(undefined)} />}
      </Suspense>
      <Suspense>{imports.length > 0 && <ImportWatch ids={imports} />}</Suspense>
      <Suspense>{proving && <ProofDialog />}</Suspense>
      <Suspense>{signedOut && <SessionDialog />}</Suspense>
    </div>
  );
}

/** On a phone the switcher is in the menu: where one is stands above the page. */
function TopBarTitle() {
  const place = usePlace();
  const name = usePlaceName(place);
  if (place.kind === 'none' || name === undefined) return <Wordmark />;
  return <span className={classes.place}>{name}</span>;
}
