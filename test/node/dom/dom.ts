import { describe, expect, it } from 'vitest';
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

/** Tests that every element works in a DOM without layout and without some newer interfaces. */
export function testElementsIn(dom: string): void {
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
  });
}
