import { fileURLToPath } from 'node:url';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumArgs, headlessShell } from '../test/support/browsers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each story is rendered, played and looked at by axe. */
const stories = (theme: 'light' | 'dark'): TestProjectInlineConfiguration => ({
  root,
  plugins: [
    storybookTest({ configDir: `${root}.storybook`, initialGlobals: { theme } }),
    // Both at once would bundle Lit into one folder.
    { name: 'own-cache', enforce: 'post', config: ({ cacheDir }) => ({ cacheDir: `${cacheDir}-${theme}` }) },
  ],
  test: {
    name: `stories-${theme}`,
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: { executablePath: headlessShell, args: chromiumArgs } }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          maxWorkers: 2,
          // Two numbers of workers may not share a group.
          sequence: { groupOrder: 0 },
        },
      },
      stories('light'),
      stories('dark'),
    ],
  },
});
