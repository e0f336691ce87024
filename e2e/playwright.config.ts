import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** What goes by the clock of the one Sonde, and what waits longest. */
const first = ['demo.spec.ts', 'prometheus-away.spec.ts'];
/** They have something of their own to look at, and take their time: none of them is to be left alone at the end. */
const long = ['pipeline.spec.ts', 'what-is-lost.spec.ts', 'edge-panel.spec.ts', 'large-pages.spec.ts', 'large-map.spec.ts'];

/** A page of a test lives for seconds: if nothing optimizes its code, axe takes a quarter less CPU, and the map of 10,000 no more. */
const unoptimized = '--js-flags=--no-opt';

/** One Sonde for all tests that only look at it; those that do something to it have one of their own (`testAlone`). */
export default defineConfig({
  testDir: import.meta.dirname,
  projects: [
    { name: 'first', testMatch: first },
    { name: 'long', testMatch: long },
    { name: 'others', testMatch: '*.spec.ts', testIgnore: [...first, ...long] },
  ],
  outputDir: join(import.meta.dirname, '..', 'test-results', 'browser'),
  globalSetup: join(import.meta.dirname, 'console', 'setup.ts'),
  workers: 3,
  forbidOnly: process.env.CI === 'true',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    locale: 'en-US',
    launchOptions: {
      executablePath: '/usr/lib/chromium/chromium-headless-shell',
      args: ['--disable-gpu', '--disable-background-networking', unoptimized],
    },
  },
});
