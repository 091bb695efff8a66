import type { Browser, Page } from '@playwright/test';
import { chromiumArgs, headlessShell } from '../../support/browsers.mjs';

/** A page of Storybook, and what its console and its network have said. */
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

/** What its own toolbar says of itself. */
export const OF_STORYBOOK = /will become mandatory in Storybook 11/;

/** The manager and its first story come from nothing: 8 MB of script, for a check that else waits 5 s. */
export const FIRST_STORY = { timeout: 20_000 };

/** Storybook as people have it, with a story that connects. */
export async function openSandbox(browser: Browser, storybook: string) {
  const opened = await StorybookPage.open(browser, storybook);
  await opened.page.goto(`${storybook}?path=/story/elements-connect--sandbox`);
  const story = opened.page.frameLocator('#storybook-preview-iframe');
  await story.locator('pluggy-connect').getByRole('button').click();
  return { opened, story };
}

/** This computer by a name that browsers do not trust without https. */
export const UNTRUSTED = 'storybook.test';

/** Nothing outside of this computer can be reached. */
export const offline = {
  executablePath: headlessShell,
  args: [...chromiumArgs, `--host-resolver-rules=MAP ${UNTRUSTED} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`],
};
