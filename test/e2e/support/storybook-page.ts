import type { Browser, Page } from '@playwright/test';
import { chromiumArgs, headlessShell } from '../../support/browsers.mjs';

/** A page of Storybook, with its console output and failed requests. */
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
    // A separate context: pages of one context share the service worker, and could answer for each other.
    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' });
    return new StorybookPage(await context.newPage(), url);
  }

  /** Returns the problems since the last call. */
  takeComplaints(): string[] {
    return this.complaints.splice(0);
  }
}

/** Runs in the page: ends the story's work, so that the next story starts clean. */
export const isFinished = () =>
  (window as { __STORYBOOK_PREVIEW__?: { currentRender?: { phase?: string } } }).__STORYBOOK_PREVIEW__?.currentRender
    ?.phase === 'finished';

/** Console output of Storybook's own toolbar. */
export const OF_STORYBOOK = /will become mandatory in Storybook 11/;

/** A longer limit: the manager and its first story load 8 MB of script. */
export const FIRST_STORY = { timeout: 60_000 };

/** Opens Storybook with its manager and a story that connects. */
export async function openSandbox(browser: Browser, storybook: string, id = 'elements-connect--sandbox') {
  const opened = await StorybookPage.open(browser, storybook);
  await opened.page.goto(`${storybook}?path=/story/${id}`);
  const story = opened.page.frameLocator('#storybook-preview-iframe');
  await story.locator('pluggy-connect').getByRole('button').click();
  return { opened, story };
}

/** A name of this computer that browsers do not trust without https. */
export const UNTRUSTED = 'storybook.test';

/** Requests outside of this computer fail. */
export const offline = {
  executablePath: headlessShell,
  args: [...chromiumArgs, `--host-resolver-rules=MAP ${UNTRUSTED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
};
