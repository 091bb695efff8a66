import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { test as base } from '@playwright/test';
import { Hono } from 'hono';
import { isFinished, StorybookPage } from './storybook-page.js';

const BUILD = path.resolve(import.meta.dirname, '../../../storybook-static');
/** A path below the root, as on the pages of a project. */
const SUB_PATH = '/some/path';

interface Entry {
  id: string;
  title: string;
  name: string;
  type: 'story' | 'docs';
  tags: string[];
}

/** Serves the output of `npm run build-storybook`. */
export const entries = Object.values(
  (JSON.parse(readFileSync(`${BUILD}/index.json`, 'utf8')) as { entries: Record<string, Entry> }).entries,
);

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

interface WorkerFixtures {
  storybook: string;
  /**
   * Pages that are reused for all stories: one for each theme, of which Storybook runs axe in the light one, and one
   * for docs.
   */
  pages: Record<Theme | 'docs', StorybookPage>;
}

export const test = base.extend<object, WorkerFixtures>({
  storybook: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const app = new Hono();
      const rewriteRequestPath = (address: string) => address.slice(SUB_PATH.length);
      app.use(`${SUB_PATH}/*`, serveStatic({ root: path.relative(process.cwd(), BUILD) || '.', rewriteRequestPath }));
      const server = createAdaptorServer({ fetch: app.fetch }) as Server;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}${SUB_PATH}/`);
      server.close();
      server.closeAllConnections();
    },
    { scope: 'worker' },
  ],
  pages: [
    async ({ browser, storybook }, use) => {
      const open = async (theme: Theme) => {
        const opened = await StorybookPage.open(browser, storybook);
        const first = entries.find(({ type }) => type === 'story')!;
        const globals = theme === 'light' ? 'theme:light' : 'theme:dark;a11y.manual:!true';
        await opened.page.goto(`${storybook}iframe.html?id=${first.id}&viewMode=story&globals=${globals}`);
        await opened.page.waitForFunction(isFinished);
        return opened;
      };
      const [light, dark] = await Promise.all([open('light'), open('dark')]);
      const docs = await StorybookPage.open(browser, storybook);
      // The page starts with a story: Storybook shows no docs page again that is shown already.
      await docs.page.goto(`${storybook}iframe.html?id=${entries.find(({ type }) => type === 'story')!.id}`);
      await docs.page.waitForFunction(isFinished);
      await use({ light, dark, docs });
      await Promise.all([light, dark, docs].map(({ page }) => page.context().close()));
    },
    { scope: 'worker' },
  ],
});
