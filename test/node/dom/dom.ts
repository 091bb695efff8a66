import { describe, expect, it, onTestFinished } from 'vitest';
import { expectFailures, recordConsole } from '../../support/console.js';
import { waitFor } from '../../support/wait-for.js';

const ITEM = {
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'LOGIN_ERROR',
  executionStatus: 'INVALID_CREDENTIALS',
  updatedAt: '2026-11-23T10:00:00.000Z',
  connector: { id: 2, name: 'Pluggy Bank' },
  error: { code: 'INVALID_CREDENTIALS', message: 'The credentials are invalid.' },
};

/** Returns the text of a node and of the shadow roots in it, without style sheets. */
function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
  if (node.nodeName === 'STYLE') return '';
  const { childNodes } = (node as Element).shadowRoot ?? node;
  return [...childNodes].map(textOf).join(' ');
}

const shows = (tag: string, text: string) =>
  waitFor(() => expect(textOf(document.querySelector(tag)!).replace(/\s+/g, ' ')).toContain(text));

/** Tests that every element works in a DOM without layout and without some newer interfaces. `code`: the error of an open. */
export function testElementsIn(dom: string, code: string): void {
  describe(`in ${dom}`, () => {
    it('every element can be imported, and shows its text', async () => {
      const { parseItem } = await import('../../../src/index.js');
      await import('../../../src/define.js');
      const item = parseItem(ITEM);
      const create = (tag: string, properties: object, ...children: Element[]) => {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
      };
      document.body.replaceChildren(
        create('pluggy-connect', { tokenEndpoint: '/token', name: 'bank', required: true }),
        create('pluggy-item-status', { item, detail: true }),
        create('pluggy-reauth-prompt', { item }),
        create('pluggy-error-banner', { item }),
        create('pluggy-item-card', { item }),
        create('pluggy-provider', { items: [ITEM] }, create('pluggy-item-list', {})),
      );
      await shows('pluggy-connect', 'Connect your account');
      await shows('pluggy-item-status', 'Reconnect your account');
      await shows('pluggy-reauth-prompt', 'please confirm your sign-in details');
      await shows('pluggy-error-banner', 'The username or password didn’t match');
      await shows('pluggy-item-card', 'Pluggy Bank');
      await shows('pluggy-item-list', 'Pluggy Bank');
      document.body.replaceChildren();
    });

    it('an update after the window is gone throws nothing', async () => {
      const { parseItem } = await import('../../../src/index.js');
      await import('../../../src/define.js');
      const item = parseItem(ITEM);
      const elements = (['status', 'card'] as const).map((name) => document.createElement(`pluggy-item-${name}`));
      const prompt = document.createElement('pluggy-reauth-prompt');
      const banner = document.createElement('pluggy-error-banner');
      const all = [...elements, prompt, banner];
      document.body.replaceChildren(...all);
      await Promise.all(all.map(({ updateComplete }) => updateComplete));
      const names = ['window', 'document'] as const;
      const globals = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)!] as const);
      for (const element of all) element.item = item;
      for (const name of names) Reflect.deleteProperty(globalThis, name);
      try {
        await Promise.all(all.map(({ updateComplete }) => updateComplete));
      } finally {
        for (const [name, descriptor] of globals) Object.defineProperty(globalThis, name, descriptor);
      }
      document.body.replaceChildren();
    });

    it('a button that prepares its widget when visible can be connected, although nothing reports visibility', async () => {
      const { IntersectionObserver } = globalThis as Partial<typeof globalThis>;
      Reflect.deleteProperty(globalThis, 'IntersectionObserver');
      const problems: unknown[] = [];
      const record = (event: ErrorEvent) => problems.push(event.message);
      window.addEventListener('error', record);
      try {
        await import('../../../src/define/connect.js');
        const connect = Object.assign(document.createElement('pluggy-connect'), { preload: 'visible' as const });
        connect.tokenEndpoint = '/token';
        document.body.append(connect);
        await connect.updateComplete;
        expect(textOf(connect)).toContain('Connect your account');
        connect.remove();
      } finally {
        window.removeEventListener('error', record);
        if (IntersectionObserver) Object.assign(globalThis, { IntersectionObserver });
      }
      expect(problems).toEqual([]);
    });

    it('a provider with events-endpoint polls where there is no EventSource, and says so', async () => {
      const { EventSource } = globalThis as Partial<typeof globalThis>;
      Reflect.deleteProperty(globalThis, 'EventSource');
      expectFailures('live-failed', 'items-network');
      try {
        await import('../../../src/define.js');
        const provider = Object.assign(document.createElement('pluggy-provider'), {
          itemsEndpoint: '/api/items',
          eventsEndpoint: '/api/events',
        });
        const messages: string[] = [];
        provider.addEventListener('pluggy-error', (event) => messages.push(event.error.message));
        provider.append(document.createElement('pluggy-item-list'));
        document.body.append(provider);
        await waitFor(() => expect(messages.join()).toContain('there is no EventSource here'));
        provider.remove();
      } finally {
        if (EventSource) Object.assign(globalThis, { EventSource });
      }
    });

    it(`a click on the button ends with ${code}, since no widget can open`, async () => {
      const { texts, restore } = recordConsole('warn', 'error');
      onTestFinished(restore);
      await import('../../../src/define/connect.js');
      const tokenSource = () => Promise.resolve('test-token-0123456789');
      const connect = Object.assign(document.createElement('pluggy-connect'), { tokenSource });
      const fired: string[] = [];
      for (const type of ['pluggy-open', 'pluggy-ready', 'pluggy-error', 'pluggy-close'] as const) {
        connect.addEventListener(type, () => fired.push(type));
      }
      document.body.append(connect);
      await connect.updateComplete;
      connect.shadowRoot!.querySelector('button')!.click();
      await waitFor(() => expect(fired).toEqual(['pluggy-open', 'pluggy-error', 'pluggy-close']));
      const { type, error } = await connect.open();
      expect([type, error?.code]).toEqual(['error', code]);
      expect(document.querySelector('dialog')).toBeNull();
      connect.remove();
      // The code that prints a failure loads with the first open.
      await waitFor(() => expect(texts()).toHaveLength(2));
      for (const line of texts()) expect(line).toMatch(new RegExp(`^<pluggy-connect> .* See \\S+#${code}$`, 's'));
    });
  });
}
