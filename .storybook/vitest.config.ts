import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'node',
          include: ['test/{node,sandbox,model,locales,reducers}/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
