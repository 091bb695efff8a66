import { defineConfig } from '@playwright/test';
import { chromiumArgs, headlessShell } from '../support/browsers.mjs';

/** Chromium, for what the element tests cannot do: real keys, headers, offline, heap, forced colours, whole pages. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Of a machine that is slow, not of what is tested: what must be quick says so where it is tested.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // A long file would otherwise keep one of two workers waiting.
  fullyParallel: true,
  forbidOnly: true,
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  // Another machine draws another picture: compared in `.ci/run`'s image only, and made there by `npm run baselines`.
  ignoreSnapshots: !process.env.CI && process.env.npm_lifecycle_event !== 'baselines',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    launchOptions: { executablePath: headlessShell, args: chromiumArgs },
    trace: 'off',
  },
});
