import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { anItem, fakeBackend, fakeConnect, type FakeConnectOptions } from '../../../src/testing/index.js';
import { expectFailures } from '../../support/console.js';
import '../../../src/define.js';
import type { PluggyConnectElement, PluggyProgressEvent } from '../../../src/index.js';

const TYPES = ['open', 'ready', 'progress', 'success', 'error', 'close'].map((name) => `pluggy-${name}`);

/** Adds a button and records the events and steps of its opens. */
async function button(attributes: Record<string, string> = { 'token-endpoint': '/api/connect-token' }) {
  const element = document.createElement('pluggy-connect');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  await element.updateComplete;
  const fired: string[] = [];
  const record = (event: Event) => {
    const { step, milestone } = event as Partial<PluggyProgressEvent>;
    if (!milestone) fired.push(step ?? event.type.replace('pluggy-', ''));
  };
  for (const type of TYPES) element.addEventListener(type, record);
  return { element, fired };
}

const click = (element: PluggyConnectElement) => element.shadowRoot!.querySelector('button')!.click();

/** Tests that the fake widget works in a DOM without layout, frames and network. */
export function testFakeIn(dom: string): void {
  describe(`fakeConnect in ${dom}`, () => {
    afterEach(() => document.body.replaceChildren());
    const fake = (options: FakeConnectOptions = {}) => {
      // The first open loads modules, which takes long on a busy machine.
      const connect = fakeConnect({ timeoutMs: 120_000, ...options });
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

    it('reports the code of a failure, and stays open for another try', async () => {
      const connect = fake();
      const { element, fired } = await button();
      expectFailures('account_locked');
      const outcome = element.open();
      await connect.fail('ACCOUNT_LOCKED', { staysOpen: true });
      expect(fired.at(-1)).toBe('error');
      await connect.succeed();
      expect((await outcome).type).toBe('success');
    });

    it('ends as pending when the person closes it before the approval at the bank', async () => {
      const connect = fake();
      const { element } = await button();
      const outcome = element.open();
      await connect.waitForPerson();
      await connect.cancel();
      expect(await outcome).toMatchObject({ type: 'pending', item: { status: 'WAITING_USER_ACTION' } });
    });

    it('is cancelled, shows the options of the page, and updates the Item that the page names', async () => {
      const connect = fake();
      const { element } = await button({ 'token-endpoint': '/t', 'item-id': 'an-item', 'include-sandbox': '' });
      const cancelled = element.open();
      await connect.opened();
      expect(connect.options).toMatchObject({ updateItem: 'an-item', includeSandbox: true });
      expect(JSON.stringify(connect.options)).not.toContain('fake-connect-token');
      await connect.cancel();
      expect((await cancelled).type).toBe('cancelled');
      const updated = element.open();
      await connect.succeed();
      expect(await updated).toMatchObject({ type: 'success', itemId: 'an-item' });
    });

    it('works in an inline element, which has its button again afterwards', async () => {
      const connect = fake();
      const { element, fired } = await button({ 'token-endpoint': '/api/connect-token', inline: '' });
      for (const outcome of ['success', 'cancelled']) {
        const opened = element.open();
        if (outcome === 'success') await connect.succeed();
        else await connect.cancel();
        expect((await opened).type).toBe(outcome);
      }
      expect(fired.filter((name) => name === 'success')).toHaveLength(1);
      element.remove();
      expect(document.querySelector('[data-pluggy-inline]')).toBeNull();
    });

    it('says why no widget opens', async () => {
      const connect = fake();
      const { element } = await button({});
      expectFailures('token-endpoint-missing');
      void element.open();
      await expect(connect.succeed()).rejects.toThrow('Set token-endpoint to the route of your backend');
    });

    it('leaves the page as it was after restore()', async () => {
      const before = Object.getOwnPropertyNames(HTMLDialogElement.prototype);
      const connect = fake();
      expect(window).toHaveProperty('PluggyConnect');
      connect.restore();
      expect(window).not.toHaveProperty('PluggyConnect');
      expect(Object.getOwnPropertyNames(HTMLDialogElement.prototype)).toEqual(before);
      const { element } = await button();
      expect(element.settings.tokenSource).toBeUndefined();
    });

    it('requests tokens from fakeBackend where the test asks for it', async () => {
      const { setupServer } = await import('msw/node');
      const { handlers } = await fakeBackend();
      const server = setupServer(...handlers);
      server.listen({ onUnhandledRequest: 'error' });
      onTestFinished(() => server.close());
      const requests: string[] = [];
      server.events.on('request:start', ({ request }) => requests.push(`${request.method} ${request.url}`));
      const connect = fake({ requestsToken: true });
      const { element } = await button();
      void element.open();
      await connect.succeed();
      expect(requests).toEqual(['POST http://localhost:3000/api/connect-token']);
    });
  });
}
