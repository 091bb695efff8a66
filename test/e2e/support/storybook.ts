import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { test as base, type Browser, type Page } from '@playwright/test';
import { Hono } from 'hono';
import { chromiumArgs, headlessShell } from '../../support/browsers.mjs';

const BUILD = path.resolve(import.meta.dirname, '../../../storybook-static');
/** Not at the root, as on the pages of a project. */
const SUB_PATH = '/some/path';

interface Entry {
  id: string;
  title: string;
  name: string;
  type: 'story' | 'docs';
  tags: string[];
}

/** What `npm run build-storybook` has made. */
export const entries = Object.values(
  (JSON.parse(readFileSync(`${BUILD}/index.json`, 'utf8')) as { entries: Record<string, Entry> }).entries,
);

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** A page of the static build, and what its console and its network have said. */
export class StorybookPage {
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    const context = page.context();
    context.on('weberror', (error) => this.complaints.push(`page error: ${error.error().message}`));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (/^http/.test(protocol) && origin !== new URL(url).origin) this.complaints.push(`asks ${request.url()}`);
    });
  }

  static async open(browser: Browser, url: string): Promise<StorybookPage> {
    // Of its own: pages of one context share the service worker, and could answer for each other.
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' });
    return new StorybookPage(await context.newPage(), url);
  }

  /** What was complained of since the last time. */
  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }
}

/** In the page: what it was opened with is done, and nothing of it can be taken for the next story's. */
export const isFinished = () =>
  (window as { __STORYBOOK_PREVIEW__?: { currentRender?: { phase?: string } } }).__STORYBOOK_PREVIEW__?.currentRender
    ?.phase === 'finished';

interface WorkerFixtures {
  storybook: string;
  /** One page for each theme, which goes from story to story, and one for the pages of words. */
  pages: Record<Theme | 'docs', StorybookPage>;
}

export const test = base.extend<object, WorkerFixtures>({
  storybook: [
    // Playwright reads the names that a fixture needs from a pattern, which may not be empty.
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
        await opened.page.goto(`${storybook}iframe.html?id=${first.id}&viewMode=story&globals=theme:${theme}`);
        await opened.page.waitForFunction(isFinished);
        return opened;
      };
      const [light, dark] = await Promise.all([open('light'), open('dark')]);
      const docs = await StorybookPage.open(browser, storybook);
      await use({ light, dark, docs });
      await Promise.all([light, dark, docs].map(({ page }) => page.context().close()));
    },
    { scope: 'worker' },
  ],
});

/** This computer by a name that browsers do not trust without https. */
export const UNTRUSTED = 'storybook.test';

/** Nothing outside of this computer can be reached. */
export const offline = {
  executablePath: headlessShell,
  args: [...chromiumArgs, `--host-resolver-rules=MAP ${UNTRUSTED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
};
