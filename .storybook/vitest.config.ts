import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Limits that end a test that hangs; no test is slow or fast by them. */
const LIMIT_MS = 300_000;

const common = {
  environment: 'node' as const,
  setupFiles: ['test/support/console.vitest.ts'],
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
};

/** Without the condition `development`, so that Lit is the build that pages have. */
const ssr = { resolve: { conditions: ['module', 'node', 'import'], externalConditions: ['node'] } };

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        ssr,
        test: {
          ...common,
          name: 'node',
          include: ['test/{node,sandbox,model,locales,reducers}/**/*.test.ts'],
          maxWorkers: 2,
        },
      },
      // Tests that measure time run alone.
      { root, ssr, test: { ...common, name: 'timing', include: ['test/timing/*.test.ts'], maxWorkers: 1 } },
    ],
  },
});
