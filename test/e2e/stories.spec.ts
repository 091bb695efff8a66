import { expect, type Page } from '@playwright/test';
import { CONTRAST, runAxe } from './support/axe.js';
import { FIRST_STORY, OF_STORYBOOK, offline, openSandbox, StorybookPage, UNTRUSTED } from './support/storybook-page.js';
import { entries, test, THEMES } from './support/storybook.js';
import { connectAtBank, expectAccessible, widget } from './support/test.js';

test.use({ launchOptions: offline });

interface Finished {
  storyId: string;
  status: 'success' | 'error' | 'aborted';
  reporters: { type: string; status: string; result: { violations: { id: string; nodes: { html: string }[] }[] } }[];
}
interface Channel {
  on(event: string, listener: (payload: never) => void): void;
  off(event: string, listener: (payload: never) => void): void;
  emit(event: string, payload: object): void;
}

/** Shows a story in an open page, and waits until Storybook has rendered, played and checked the story. */
const show = (page: Page, id: string) =>
  page.evaluate(
    (storyId) =>
      new Promise<{ status: string; thrown: string; axe?: string; violations: unknown[] }>((resolve) => {
        const channel = (window as unknown as { __STORYBOOK_ADDONS_CHANNEL__: Channel }).__STORYBOOK_ADDONS_CHANNEL__;
        let thrown = '';
        const fails = ({ message }: Error) => (thrown = message);
        const FAILURES = ['storyThrewException', 'playFunctionThrewException', 'storyErrored', 'storyMissing'];
        const finished = ({ storyId: id, status, reporters }: Finished) => {
          if (id !== storyId) return;
          channel.off('storyFinished', finished);
          for (const failure of FAILURES) channel.off(failure, fails);
          const axe = reporters.find(({ type }) => type === 'a11y');
          const violations = axe?.result.violations ?? [];
          resolve({
            status,
            thrown,
            axe: axe?.status,
            violations: violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)]),
          });
        };
        channel.on('storyFinished', finished);
        for (const failure of FAILURES) channel.on(failure, fails);
        const preview = (window as unknown as { __STORYBOOK_PREVIEW__: { currentSelection?: { storyId: string } } })
          .__STORYBOOK_PREVIEW__;
        if (preview.currentSelection?.storyId === storyId) channel.emit('forceRemount', { storyId });
        else channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
      }),
    id,
  );

/** Shows a docs page in an open page, and waits until Storybook has rendered it. */
const showDocs = (page: Page, id: string) =>
  page.evaluate(
    (docsId) =>
      new Promise<void>((resolve) => {
        const channel = (window as unknown as { __STORYBOOK_ADDONS_CHANNEL__: Channel }).__STORYBOOK_ADDONS_CHANNEL__;
        const rendered = (renderedId: string) => {
          if (renderedId !== docsId) return;
          channel.off('docsRendered', rendered);
          resolve();
        };
        channel.on('docsRendered', rendered);
        channel.emit('setCurrentStory', { storyId: docsId, viewMode: 'docs' });
      }),
    id,
  );

/**
 * Line of the console for a failure that a story shows. Stories share a page, so the line may come while the next one is
 * shown.
 */
const FAILURE = /^<pluggy-[\w-]+> .* See \S+#[\w-]+$/;

/** The row below a Markdown table's head, as text on the page. */
const UNRENDERED_TABLE = /\|\s*:?-{3,}/;

for (const { id, title, name } of entries.filter(({ type }) => type === 'story')) {
  for (const theme of THEMES) {
    test(`${title}: ${name} (${theme})`, async ({ pages }) => {
      const { page } = pages[theme];
      const axe = theme === 'light' ? 'passed' : undefined;
      expect(await show(page, id)).toEqual({ status: 'success', thrown: '', axe, violations: [] });
      if (theme === 'dark') expect((await runAxe(page, [CONTRAST])).violations).toEqual([]);
      expect(pages[theme].takeComplaints().filter((text) => !FAILURE.test(text))).toEqual([]);
    });
  }
}

for (const { id, title, name, tags } of entries.filter(({ type }) => type === 'docs')) {
  test(`${title}: ${name} is a docs page that shows its Markdown tables as tables`, async ({ pages }) => {
    const { page } = pages.docs;
    await showDocs(page, id);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    const text = await page.locator('#storybook-docs').evaluate((root) => {
      const copy = root.cloneNode(true) as Element;
      for (const sample of copy.querySelectorAll('pre, code, style, script')) sample.remove();
      return copy.textContent;
    });
    expect(text).not.toMatch(UNRENDERED_TABLE);
    // The other pages contain stories, which are tested one by one, and Storybook's own tables.
    if (tags.includes('unattached-mdx')) await expectAccessible(page, '#storybook-docs');
    expect(pages.docs.takeComplaints().filter((text) => !FAILURE.test(text))).toEqual([]);
  });
}

test('the toolbar changes language, theme, direction, hint and width, by keyboard', async ({ browser, storybook }) => {
  const opened = await StorybookPage.open(browser, storybook);
  const { page } = opened;
  await page.goto(`${storybook}?path=/story/elements-item-status--playground`);
  const frame = page.locator('#storybook-preview-iframe');
  const main = frame.contentFrame().getByRole('main');
  const badge = main.locator('pluggy-item-status');
  await expect(badge).toHaveText(/Up to date/, FIRST_STORY);
  const choose = async (tool: RegExp, name: string) => {
    await page.getByRole('toolbar').getByRole('button', { name: tool }).press('Enter');
    const option = page.getByRole('option', { name });
    await option.press('Enter');
    await expect(option).toBeHidden();
  };
  await choose(/^Language/, 'Português');
  await expect(badge).toHaveText(/Atualizado/);
  await choose(/^Colour scheme/, 'Dark');
  await expect(main).toHaveCSS('color-scheme', 'dark');
  await choose(/^Direction/, 'Right to left');
  await expect(main).toHaveCSS('direction', 'rtl');
  await choose(/system’s own colours/, 'Forced colours: how to see them');
  await expect(main.getByRole('note')).toContainText('Forced colours are off.');
  await choose(/^Viewport/, 'Small mobile');
  await expect.poll(async () => (await frame.boundingBox())?.width).toBe(320);
  expect(opened.takeComplaints().filter((text) => !OF_STORYBOOK.test(text))).toEqual([]);
  await page.context().close();
});

test('a story that connects names its requirement where there is no service worker', async ({ browser, storybook }) => {
  const opened = await StorybookPage.open(browser, storybook.replace('127.0.0.1', UNTRUSTED));
  await opened.page.goto(`${opened.url}iframe.html?id=elements-connect--sandbox&viewMode=story`);
  await expect(opened.page.getByRole('note')).toContainText('takes a service worker');
  await expect(opened.page.locator('pluggy-connect')).toHaveCount(0);
  expect(opened.takeComplaints()).toEqual([]);
  await opened.page.context().close();
});

test('a story connects a simulated bank, and its events are in the actions panel', async ({ browser, storybook }) => {
  const { opened, story } = await openSandbox(browser, storybook);
  const { page } = opened;
  await connectAtBank(await widget(page, `${storybook}connect-page/`));
  await expect(story.locator('pluggy-connect:state(connected)')).toBeVisible();
  await page.getByRole('tab', { name: /^Actions/ }).click();
  const panel = page.getByRole('tabpanel', { name: /^Actions/ });
  for (const name of ['open', 'ready', 'progress', 'success', 'close']) {
    await expect(panel.getByText(`pluggy-${name}`).first()).toBeVisible();
  }
  expect(opened.takeComplaints().filter((text) => !OF_STORYBOOK.test(text))).toEqual([]);
  await page.context().close();
});
