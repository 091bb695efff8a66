import { expect } from '@open-wc/testing';
import { FakeBackend, ITEMS, providerFixture, shown, shows } from '../support/provider.js';
import { anItem, nextEvent, openReady, servers, TOKEN, until, widgetCalls } from '../support/widget.js';
import { expectFailures } from '../support/console.js';

describe('<pluggy-provider> whose code for Items fails to load', () => {
  // A file of its own: a chunk that is loaded once stays loaded.
  it('reports the failure, works without the code, and uses the code when it arrives', async () => {
    expectFailures('widget-unavailable');
    const backend = new FakeBackend(anItem({ id: 'a' }));
    const original = Object.getOwnPropertyDescriptor(window, 'setTimeout')!;
    const waiting: (() => void)[] = [];
    window.setTimeout = ((run: () => void, ms: number) => {
      if (ms !== 5000) return (original.value as typeof setTimeout).call(window, run, ms);
      waiting.push(run);
      return 0;
    }) as typeof window.setTimeout;
    const passFiveSeconds = async () => {
      await until(() => waiting.length, 'another try is planned');
      waiting.splice(0).at(-1)!();
    };
    document.cookie = 'no-chunk=items/provided-items.';
    // The browser must not answer from the cache of another test file.
    for (const ending of ['ts', 'js']) await fetch(`/src/client/items/provided-items.${ending}`, { cache: 'reload' });
    try {
      const failed = nextEvent('pluggy-error');
      const settings = { itemsEndpoint: ITEMS, widgetUrl: servers.child, tokenSource: () => Promise.resolve(TOKEN) };
      const { provider, badges } = await providerFixture({ ...settings, preload: 'none' }, 'a', 'new');
      const badge = badges[0]!;
      const { error, sessionId, target } = await failed;
      expect([error.code, error.retryable, sessionId, target]).to.deep.equal(['widget-unavailable', true, 0, provider]);
      expect(error.message).to.match(/^<pluggy-provider> /);
      expect(shown(badge)).to.equal('Checking…');

      const again = nextEvent('pluggy-error');
      await passFiveSeconds();
      await again;
      expect(backend.requests.length).to.equal(0);

      // The widget does not wait for the chunk, and its reports in the meantime are not lost.
      const connect = provider.appendChild(document.createElement('pluggy-connect'));
      await connect.updateComplete;
      const { outcome } = await openReady(connect);
      const progress = nextEvent('pluggy-progress');
      const item = anItem({ id: 'new', status: 'UPDATING' });
      widgetCalls('onEventProp', { event: 'ITEM_RESPONSE', timestamp: 1, item });
      await progress;

      document.cookie = 'no-chunk=; max-age=0';
      await passFiveSeconds();
      await shows(badge, 'Up to date');
      await shows(badges[1]!, 'Updating');
      await until(() => backend.sent(`POST ${ITEMS}`).length, 'the backend is told');
      expect(backend.sent(`POST ${ITEMS}`).map(({ body }) => body)).to.deep.equal([{ itemId: 'new' }]);
      expect(backend.sent(`GET ${ITEMS}`).length).to.equal(1);
      connect.close();
      await outcome;
    } finally {
      document.cookie = 'no-chunk=; max-age=0';
      Object.defineProperty(window, 'setTimeout', original);
      backend.restore();
    }
  });
});
