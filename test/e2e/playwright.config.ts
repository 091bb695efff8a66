import { defineConfig } from '@playwright/test';
import { chromiumArgs, headlessShell } from '../support/browsers.mjs';

/**
 * Tests in Chromium of features that element tests cannot use: real keys, headers, offline, heap, forced colours, whole
 * pages.
 */
export default defineConfig({
  testDir: '.',
  // Playwright empties this folder when it starts, while other tests may have folders beside it.
  outputDir: '../../test-results/pages',
  // A limit for slow machines. A test that requires speed has its own limit.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // Split long files between the workers.
  fullyParallel: true,
  forbidOnly: true,
  snapshotPathTemplate: '{testDir}/baselines/{arg}{ext}',
  // Rendering differs between machines: compare only in the image of `.ci/run`, where `npm run baselines` makes the
  // pictures.
  ignoreSnapshots: !process.env.CI && process.env.npm_lifecycle_event !== 'baselines',
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : 'list',
  use: {
    launchOptions: { executablePath: headlessShell, args: chromiumArgs },
    trace: 'off',
  },
});
