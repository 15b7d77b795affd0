import './theme/mantine.css';
import 'virtual:theme-variables.css';
import './theme/tokens.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { MantineProvider } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { activateLanguage, initialLanguage } from './i18n';
import { StartPages, startPath } from './start/StartPages';
import { theme } from './theme/theme';

// The router, the data layer and everything behind sign-in load when somebody is let in, or while they type.
const loadApp = () => import('./app/App');
const App = lazy(() => loadApp().then((module) => ({ default: module.App })));

function Console() {
  const [path, setPath] = useState(startPath);
  if (path === undefined) {
    return (
      <Suspense>
        <App />
      </Suspense>
    );
  }
  return (
    <StartPages
      path={path}
      preload={() => void loadApp()}
      onEnter={(next) => {
        window.history.replaceState(null, '', next);
        setPath(undefined);
      }}
    />
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await activateLanguage(initialLanguage(), false);

createRoot(root).render(
  // The variables come from a stylesheet made at build time, see theme/variables.ts.
  <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <I18nProvider i18n={i18n}>
      <Console />
    </I18nProvider>
  </MantineProvider>,
);
