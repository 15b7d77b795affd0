// Runs before the first paint so that a dark page never flashes white. It is a file, not an inline
// script, because the Content-Security-Policy allows no inline script. The key and the attribute are
// those of Mantine's colour scheme manager.
(() => {
  var stored = null;
  try {
    stored = window.localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage can be blocked; the system's preference still counts.
  }
  var dark =
    stored === 'dark' || (stored !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
