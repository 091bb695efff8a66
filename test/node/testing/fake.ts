import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { fakeConnect, anItem } from '../../../src/testing/index.js';
import { expectFailures } from '../../support/console.js';
import '../../../src/define.js';
import type { PluggyConnectElement } from '../../../src/index.js';

const TYPES = ['open', 'ready', 'progress', 'success', 'error', 'close'].map((name) => `pluggy-${name}`);

/** Adds a button and records the events and steps of its opens. */
async function button(attributes: Record<string, string> = { 'token-endpoint': '/api/connect-token' }) {
  const element = document.createElement('pluggy-connect');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  await element.updateComplete;
  const fired: string[] = [];
  const record = (event: Event) => fired.push('step' in event ? String(event.step) : event.type.replace('pluggy-', ''));
  for (const type of TYPES) element.addEventListener(type, record);
  return { element, fired };
}

const click = (element: PluggyConnectElement) => element.shadowRoot!.querySelector('button')!.click();

/** Tests that the fake widget works in a DOM without layout, frames and network. */
export function testFakeIn(dom: string): void {
  describe(`fakeConnect in ${dom}`, () => {
    afterEach(() => document.body.replaceChildren());
    const fake = (...options: Parameters<typeof fakeConnect>) => {
      const connect = fakeConnect(...options);
      onTestFinished(() => connect.restore());
      return connect;
    };

    it('connects, with the events of a connection, and sends no request', async () => {
      const connect = fake();
      const { element, fired } = await button();
      const item = anItem({ connector: { id: 201, name: 'Itaú' } });
      click(element);
      await connect.succeed(item);
      expect(fired).toEqual([
        'open',
        'ready',
        'SUBMITTED_CONSENT',
        'SELECTED_INSTITUTION',
        'SUBMITTED_LOGIN',
        'LOGIN_SUCCESS',
        'ITEM_RESPONSE',
        'LOGIN_STEP_COMPLETED',
        'ITEM_RESPONSE',
        'success',
        'close',
      ]);
      expect(element.value).toBe(item.id);
      expect(document.querySelector('dialog')).toBeNull();
    });
  });
}
export { expectFailures };
