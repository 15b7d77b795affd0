import { fileURLToPath } from 'node:url';
import { lingui } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';
import { themeCss } from './src/theme/variables.ts';

// Mantine would write the theme's variables into a style element; the Content-Security-Policy allows none.
function themeVariables(): Plugin {
  const id = 'virtual:theme-variables.css';
  return {
    name: 'tenantry:theme-variables',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? themeCss() : undefined),
  };
}

export default defineConfig({
  plugins: [
    themeVariables(),
    babel({ include: /\/src\/.*\.tsx?$/, plugins: ['@lingui/babel-plugin-lingui-macro'] }),
    react(),
    lingui({ failOnCompileError: true }),
  ],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/openapi.json': 'http://127.0.0.1:8080' } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600, // the API reference is one large library, on a page of its own
    rolldownOptions: { input: ['index.html', 'docs.html'] },
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/test/setup.ts'],
    exclude: [...configDefaults.exclude, 'e2e/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
