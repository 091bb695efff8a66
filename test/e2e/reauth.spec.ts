import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { startDemo, type Demo } from './support/demo.js';
import { act, expectNoOverflow, addConnection, put } from './support/journey.js';
import { expectAccessible, expectContrast, JOURNEY } from './support/test.js';

const CODE = '123456';
const WRONG = '654321';
const USED = '111111';

const test = base.extend<object, { demo: Demo }>({
  demo: [
    // Playwright requires a destructuring pattern, which may not be empty, as the first parameter of a fixture.
    async ({ browserName: _ }, use) => {
      const demo = await startDemo();
      await use(demo);
      await demo.close();
    },
    { scope: 'worker' },
  ],
});

/** Opens a page of the backend's site, with an Item of its visitor in the given state. */
async function open(page: Page, demo: Demo, preset: string, html = 'lang="en"') {
  const { url, widgetUrl } = demo;
  await page.goto(url);
  const id = await addConnection(page, demo, 2, preset);
  const origin = { origin: url };
  expect((await page.request.post(`${url}/api/items`, { data: { itemId: id }, headers: origin })).ok()).toBe(true);
  await page.route(`${url}/reauth`, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html ${html}><head><title>Accounts</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>:root { color-scheme: light dark } html { background: Canvas; color: CanvasText } body { font: 16px/1.5 system-ui; margin: 16px } h1 { font-size: 1em }</style>
        <script type="module" src="/dist/cdn/pluggy-elements.js"></script></head>
        <body><main><h1>Accounts</h1>
        <pluggy-provider token-endpoint="/api/connect-token" widget-url="${widgetUrl}" include-sandbox
          items-endpoint="/api/items" mfa-endpoint="/api/items/{itemId}/mfa">
          <pluggy-reauth-prompt item-id="${id}"></pluggy-reauth-prompt>
        </pluggy-provider></main></body></html>`,
    }),
  );
  const consoleTexts: string[] = [];
  page.on('console', (message) => consoleTexts.push(message.text()));
  page.on('request', (request) => consoleTexts.push(request.url()));
  await page.goto(`${url}/reauth`);
  const prompt = page.locator('pluggy-reauth-prompt');
  return { id, prompt, consoleTexts, put: (name: string) => put(demo, id, name) };
}

/** The code is in the field only: not in the page, its storage, its address, its console or its requests. */
async function expectNowhere(page: Page, consoleTexts: string[], code: string): Promise<void> {
  const texts = await page.evaluate(() => {
    const inside = (root: Document | ShadowRoot): string[] => [
      ...[...root.querySelectorAll('*')].flatMap((element) => [
        ...[...element.attributes].map(({ value }) => value),
        'value' in element ? String(element.value) : '',
        ...(element.shadowRoot ? [element.shadowRoot.textContent, ...inside(element.shadowRoot)] : []),
      ]),
      root.textContent ?? '',
    ];
    const stored = [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage).flat().map(String));
    return [...inside(document), ...stored, location.href, document.cookie, JSON.stringify(history.state)];
  });
  // The placeholder that the bank suggests is not the code.
  const found = [...texts, ...consoleTexts].filter((text) => text.includes(code) && !text.includes(`Exemplo: ${code}`));
  expect(found).toEqual([]);
}

const field = (prompt: Locator) => prompt.locator('#value');

test('two steps work with the keyboard alone, and the code is stored nowhere', JOURNEY, async ({ page, demo }) => {
  const { prompt, consoleTexts } = await open(page, demo, 'mfa-phone-then-code');
  await field(prompt).waitFor();
  await expect(field(prompt)).toHaveAccessibleName('Para qual celular enviar o código?');
  await page.keyboard.press('Tab');
  await expect(field(prompt)).toBeFocused();
  await field(prompt).selectOption('2');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(field(prompt)).toHaveAccessibleName('Chave de segurança');
  await expect(field(prompt)).toBeFocused();
  await page.keyboard.type(CODE);
  await page.keyboard.press('Enter');
  await expect(prompt.locator('#title')).toHaveText('You’re all set');
  await expect(prompt.getByRole('group')).toBeFocused();
  await expectNowhere(page, consoleTexts, CODE);
});

test('every wrong code has its sentence and its next step', async ({ page, demo }) => {
  const { prompt, consoleTexts, put } = await open(page, demo, 'mfa-number');
  const send = async (code: string) => {
    await field(prompt).fill(code);
    await prompt.getByRole('button', { name: 'Send' }).click();
  };
  await send('12');
  await expect(prompt.locator('#failure')).toHaveText('O token deve ter 6 números.');
  await send(USED);
  await expect(prompt.locator('#failure')).toContainText('has already been used');
  await expect(field(prompt)).toHaveValue('');
  await expect(field(prompt)).toBeFocused();
  await expectNowhere(page, consoleTexts, USED);
  await send(WRONG);
  await expect(prompt.locator('#title')).toHaveText('The code wasn’t accepted');
  await expect(prompt.getByRole('button', { name: 'Start again' })).toBeVisible();
  await expectNowhere(page, consoleTexts, WRONG);

  await put('mfa-expired');
  await page.reload();
  await expect(prompt.locator('#title')).toHaveText('Time ran out');
  await put('mfa-number');
  await page.reload();
  await field(prompt).waitFor();
  await put('updated');
  await send(CODE);
  await expect(prompt.locator('#title')).toHaveText('You’re all set');
});

test('a QR code is replaced until the bank has confirmed', async ({ page, demo }) => {
  const { prompt, id } = await open(page, demo, 'qr-code');
  const picture = prompt.getByRole('img', { name: /^QR code to scan/ });
  const first = await picture.getAttribute('src');
  await expect(picture).not.toHaveAttribute('src', first!);
  await prompt.getByRole('button', { name: 'I’ve done it, check now' }).press('Enter');
  await expect(prompt.getByText('We haven’t heard from')).toHaveCount(2);
  await act(demo, id, true);
  await prompt.getByRole('button', { name: 'I’ve done it, check now' }).press('Enter');
  await expect(prompt.locator('#title')).toHaveText('You’re all set');
});

test('the prompt is readable at 320 px and 200 %, in both themes and directions', async ({ page, demo }) => {
  const { prompt, put } = await open(page, demo, 'mfa-number', 'lang="pt-BR"');
  for (const [name, shown] of [
    ['mfa-number', 'Chave de segurança'],
    ['mfa-long-texts', 'Código'],
    ['qr-code', 'Já fiz isso'],
    ['consent-expires-in-5-days', 'Renovar autorização'],
  ] as const) {
    await put(name);
    await page.reload();
    await expect(prompt.getByText(shown).first()).toBeVisible();
    for (const [width, colorScheme, dir, zoom] of [
      [1280, 'light', 'ltr', '1'],
      [320, 'dark', 'ltr', '1'],
      [320, 'light', 'rtl', '2'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.evaluate(
        ([direction, size]) => {
          document.documentElement.dir = direction!;
          document.documentElement.style.fontSize = document.body.style.fontSize = `${Number(size) * 16}px`;
        },
        [dir, zoom],
      );
      await expectNoOverflow(page);
      // Text size and direction change neither colours nor roles.
      if (zoom === '2') continue;
      await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
    }
  }
});
