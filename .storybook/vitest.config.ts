import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Time after which a hanging test fails, long enough for a busy machine. */
const LIMIT_MS = 300_000;

const common = {
  environment: 'node' as const,
  setupFiles: ['test/support/console.vitest.ts'],
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
};

// Load Lit's production build: the development build prints a warning.
process.env.NODE_ENV = 'production';

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          ...common,
          name: 'node',
          include: ['test/{node,sandbox,model,locales,reducers}/**/*.test.ts'],
          maxWorkers: 2,
          // Files of a worker share their modules: to load them anew for each file takes a third of the time.
          isolate: false,
        },
      },
      // Tests of whole processes and packed files take half of the time of all tests in Node.
      { root, test: { ...common, name: 'commands', include: ['test/commands/*.test.ts'], maxWorkers: 2 } },
      // Tests that measure time run alone.
      { root, test: { ...common, name: 'timing', include: ['test/timing/*.test.ts'], maxWorkers: 1 } },
    ],
  },
});
