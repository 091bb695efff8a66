import { readFileSync } from 'node:fs';
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
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
 * Lines of the console for a failure that a story shows, and of the SDK for a widget that is still loading when its story is
 * left. Stories share a page, so a line may come while the next one is shown.
 */
const FAILURE =
  /^<pluggy-[\w-]+> .* See \S+#[\w-]+$|^Failed to render <PluggyConnect \/> component Error: Component closed/;

/** Markdown as text on the page: the row below a table's head, bold text, a link, a heading, a fence or inline code. */
const RAW_MARKDOWN = /\|\s*:?-{3,}|\*\*\w|\]\(|(^|\n)#{1,6} |`/;

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
  test(`${title}: ${name} is a docs page that shows no raw Markdown`, async ({ pages }) => {
    const { page } = pages.docs;
    await showDocs(page, id);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    const text = await page.locator('#storybook-docs').evaluate((root) => {
      const copy = root.cloneNode(true) as Element;
      for (const sample of copy.querySelectorAll('pre, code, style, script')) sample.remove();
      return copy.textContent;
    });
    expect(text).not.toMatch(RAW_MARKDOWN);
    // The other pages contain stories, which are tested one by one, and Storybook's own tables.
    if (tags.includes('unattached-mdx')) await expectAccessible(page, '#storybook-docs');
    expect(pages.docs.takeComplaints().filter((text) => !FAILURE.test(text))).toEqual([]);
  });
}

/** Opens Storybook with its manager. */
async function openManager(browser: Browser, storybook: string, path: string) {
  const opened = await StorybookPage.open(browser, storybook);
  await opened.page.goto(`${storybook}${path}`);
  return { opened, page: opened.page, story: opened.page.frameLocator('#storybook-preview-iframe') };
}

test('Storybook opens with its own title and icon, and the front page leads to every element', async ({
  browser,
  storybook,
}) => {
  const { opened, page, story } = await openManager(browser, storybook, '');
  await expect(story.getByRole('heading', { level: 1 })).toHaveText(/Connect a bank/, FIRST_STORY);
  await expect(page).toHaveTitle(/pluggy-elements$/);
  await expect(page.getByRole('link', { name: 'pluggy-elements' })).toBeVisible();
  const icon = await page.request.get(`${storybook}favicon.svg`);
  expect(await icon.text()).toContain('#1a5fd0');

  const links = story.getByRole('main').getByRole('link');
  const addresses = await links.evaluateAll((all) => (all as HTMLAnchorElement[]).map(({ search }) => search));
  const ids = addresses.map((search) => /^\?path=\/(?:docs|story)\/(.+)$/.exec(search)![1]);
  expect(ids.filter((id) => !entries.some((entry) => entry.id === id))).toEqual([]);
  const elements = entries.filter(({ title, type }) => type === 'docs' && title.startsWith('Elements/'));
  expect(elements.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);

  await links.first().press('Enter');
  await expect(page).toHaveURL(/path=\/docs\/elements-connect--docs/);
  expect(opened.takeComplaints().filter((text) => !OF_STORYBOOK.test(text))).toEqual([]);
  await page.context().close();
});

test('one minute: find the badge, make it purple and square, copy the CSS', async ({ browser, storybook }) => {
  // Three pages of Storybook load one after another.
  test.setTimeout(240_000);
  const { page, story } = await openManager(browser, storybook, '');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(story.getByRole('heading', { level: 1 })).toBeVisible(FIRST_STORY);
  await page.getByPlaceholder('Find components').fill('badge');
  await page.getByRole('option', { name: /badge/i }).first().click();
  await expect(story.locator('pluggy-item-status').first()).toBeVisible();

  await page.goto(`${storybook}?path=/story/theme-studio--theme-studio`);
  const studio = story.getByRole('region', { name: 'Theme studio' });
  const badge = story.locator('.parts pluggy-item-status').first();
  await expect(badge).toBeVisible(FIRST_STORY);
  const styleOf = (badge: Locator) =>
    badge.evaluate((element) => {
      const { color, borderRadius } = getComputedStyle(element.shadowRoot!.querySelector('[part=icon]')!);
      return { color, borderRadius, corner: getComputedStyle(element).borderRadius };
    });
  const before = await styleOf(badge);
  // By keyboard alone, except for the colours, whose dialog belongs to the browser.
  await studio.getByRole('radio', { name: 'Default' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(studio.getByRole('radio', { name: 'Purple and square' })).toBeChecked();
  // The brand goes through Storybook's toolbar.
  await expect(studio.locator('pre')).toContainText('--pluggy-color-primary');
  await studio.getByLabel('color-ok').fill('#6d28d9');
  await studio.getByLabel('radius', { exact: false }).first().focus();
  await page.keyboard.press('Home');
  await studio.getByRole('button', { name: 'Copy CSS' }).press('Enter');
  await expect(studio.getByText('Copied', { exact: true })).toBeVisible();
  const css = await page.evaluate(() => navigator.clipboard.readText());
  expect(css).toContain('--pluggy-color-ok: #6d28d9');
  expect(css).toContain('--pluggy-radius: 0');
  const after = await styleOf(badge);
  expect(after).not.toEqual(before);

  // A page with nothing but this style sheet has the same look.
  const { page: other } = await StorybookPage.open(browser, storybook);
  await other.goto(`${storybook}iframe.html?id=elements-item-status--up-to-date&viewMode=story`);
  const pasted = other.locator('pluggy-item-status');
  await expect(pasted).toBeVisible(FIRST_STORY);
  await other.addStyleTag({ content: css });
  expect(await styleOf(pasted)).toEqual(after);
  await other.context().close();
  await page.context().close();
});

test('the theme studio has a control for each token, and each changes the copied CSS', async ({ pages }) => {
  const { page } = pages.light;
  await show(page, 'theme-studio--theme-studio');
  const studio = page.getByRole('region', { name: 'Theme studio' });
  const css = studio.locator('pre');
  const names = [...readFileSync('docs/theming.md', 'utf8').matchAll(/^\| `--pluggy-([\w-]+)` \|/gm)].map(
    ([, name]) => name!,
  );
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const control = studio.locator(`#token-${name}`);
    await control.evaluate((element: HTMLInputElement | HTMLSelectElement) => {
      if (element instanceof HTMLSelectElement) element.selectedIndex = 2;
      else element.value = { color: '#123456', range: element.max }[element.type] ?? 'none';
      for (const type of ['input', 'change']) element.dispatchEvent(new Event(type, { bubbles: true }));
    });
    await expect(css).toContainText(`--pluggy-${name}: `);
  }
  await studio.getByRole('button', { name: 'Start over' }).click();
  await expect(css).not.toContainText('--pluggy-');
});

test('the theme studio says when the text on buttons has too little contrast', async ({ pages }) => {
  const { page } = pages.light;
  await show(page, 'theme-studio--theme-studio');
  const studio = page.getByRole('region', { name: 'Theme studio' });
  await expect(studio.getByText('has a contrast of')).toHaveCount(0);
  await studio.getByLabel('color-primary').fill('#cccccc');
  await expect(studio.getByText('has a contrast of 1.6:1')).toBeVisible();
});

test('the table of errors is searched by code and by the words of each language', async ({ pages }) => {
  const { page } = pages.light;
  await show(page, 'errors--table');
  const search = page.getByRole('searchbox');
  const found = page.getByRole('status').first();
  const all = await found.textContent();
  for (const words of ['ACCOUNT_LOCKED', 'bloqueado no banco', 'locked your account', 'bloqueo']) {
    await search.fill(words);
    await expect(found).not.toHaveText(all!);
    if (words !== 'bloqueo')
      await expect(page.locator('tr[data-code=ACCOUNT_LOCKED] pluggy-error-banner')).toHaveCount(3);
  }
  await search.fill('no such code');
  await expect(found).toHaveText('0 codes');
  await search.fill('');
  await expect(found).toHaveText(all!);
});

test('small stories stand in the centre, and pages of the demo fit three widths', async ({ pages }) => {
  const { page } = pages.light;
  const size = page.viewportSize()!;
  await show(page, 'elements-connect--default');
  const { x, y, width, height } = (await page.locator('pluggy-connect').boundingBox())!;
  expect(Math.abs(x + width / 2 - size.width / 2)).toBeLessThan(2);
  expect(Math.abs(y + height / 2 - size.height / 2)).toBeLessThan(2);
  for (const { id } of entries.filter(({ title }) => title === 'Compositions/Pages')) {
    await show(page, id);
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${id} at ${width}`).toBe(width);
    }
  }
  await page.setViewportSize(size);
});

test('controls are in four groups', async ({ browser, storybook }) => {
  const { page } = await openManager(browser, storybook, '?path=/story/elements-connect--playground');
  const panel = page.getByRole('tabpanel', { name: /^Controls/ });
  const headOf = (group: string) => panel.getByRole('cell', { name: new RegExp(`${group}$`) }).first();
  await expect(headOf('Content')).toBeVisible(FIRST_STORY);
  for (const group of ['Appearance', 'Behaviour', 'Backend']) {
    await expect(headOf(group)).toBeVisible();
  }
  await page.context().close();
});

test('the toolbar changes brand, language, theme, direction, hint and width, by keyboard', async ({
  browser,
  storybook,
}) => {
  const opened = await StorybookPage.open(browser, storybook);
  const { page } = opened;
  await page.goto(`${storybook}?path=/story/elements-item-status--playground`);
  const frame = page.locator('#storybook-preview-iframe');
  const main = frame.contentFrame().getByRole('main');
  const badge = main.locator('pluggy-item-status');
  await expect(badge).toHaveText(/Updated/, FIRST_STORY);
  const choose = async (tool: RegExp, name: string) => {
    await page.getByRole('toolbar').getByRole('button', { name: tool }).press('Enter');
    const option = page.getByRole('option', { name, exact: true });
    await option.press('Enter');
    await expect(option).toBeHidden();
  };
  await choose(/^Brand/, 'Purple and square');
  await expect(frame.contentFrame().locator('html')).toHaveCSS('--pluggy-radius', '0');
  await choose(/^Language/, 'Português');
  await expect(badge).toHaveText(/Atualizado/);
  await choose(/^Colour scheme/, 'Dark');
  await expect(main).toHaveCSS('color-scheme', 'dark');
  await choose(/^Direction/, 'Right to left');
  await expect(main).toHaveCSS('direction', 'rtl');
  await choose(/system’s own colours/, 'Forced colours: how to see them');
  await expect(main.getByRole('note')).toContainText('Forced colours are off.');
  await choose(/^Viewport/, 'Phone');
  await expect.poll(async () => (await frame.boundingBox())?.width).toBe(360);
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

test('each of 400 institutions has a name in the accessibility tree', async ({ page, storybook }) => {
  await page.goto(`${storybook}iframe.html?id=elements-institutions--four-hundred&viewMode=story`);
  await expect(page.getByRole('option')).toHaveCount(400);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const options = nodes.filter(({ role, ignored }) => role?.value === 'option' && !ignored);
  expect(options).toHaveLength(400);
  expect(options.filter(({ name }) => !name?.value)).toEqual([]);
});

test('a story draws the funnel of what was just done', async ({ browser, storybook }) => {
  const { opened, story } = await openSandbox(browser, storybook, 'elements-connect--funnel');
  const { page } = opened;
  await connectAtBank(await widget(page, `${storybook}connect-page/`));
  await expect(story.locator('pluggy-connect:state(connected)')).toBeVisible();
  const steps = ['opened', 'institution-chosen', 'credentials-sent', 'connected'];
  await expect(story.getByRole('table', { name: 'The last open' }).locator('tbody td:first-child')).toHaveText(steps);
  await page.context().close();
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
