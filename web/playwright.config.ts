import { defineConfig } from '@playwright/test';
import { settings } from './e2e/support/settings';

// The browser is the system's own; nothing is downloaded and the browser reaches for nothing outside.
const launchOptions = {
  executablePath: process.env.TENANTRY_E2E_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: 'e2e',
  outputDir: process.env.TENANTRY_E2E_OUTPUT ?? 'test-results',
  forbidOnly: true,
  // The journeys share one server and its data, and build on each other.
  workers: 1,
  fullyParallel: false,
  maxFailures: 1,
  // How long something that does not come is waited for: other tests run beside the journeys.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: settings.url,
    locale: 'en-US',
    timezoneId: 'Asia/Seoul',
    launchOptions,
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    {
      name: 'desktop-light',
      testIgnore: /phone\//,
      use: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
    },
    {
      name: 'phone-dark',
      testMatch: [/phone\//, /pages\.spec/],
      dependencies: ['desktop-light'],
      use: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    },
  ],
});
