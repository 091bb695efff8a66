import { expect } from '@open-wc/testing';
import { FakeBackend, ITEMS, providerFixture, shown, shows } from '../support/provider.js';
import { anItem, nextEvent, until } from '../support/widget.js';

describe('<pluggy-provider> whose code for Items does not arrive', () => {
  // In a file of its own: once it is there it stays.
  it('says so, goes on without it, and has it when it comes', async () => {
    const backend = new FakeBackend(anItem({ id: 'a' }));
    const own = Object.getOwnPropertyDescriptor(window, 'setTimeout')!;
    const waiting: (() => void)[] = [];
    window.setTimeout = ((run: () => void, ms: number) => {
      if (ms !== 5000) return (own.value as typeof setTimeout).call(window, run, ms);
      waiting.push(run);
      return 0;
    }) as typeof window.setTimeout;
    const passFiveSeconds = async () => {
      await until(() => waiting.length, 'another try is planned');
      waiting.splice(0).at(-1)!();
    };
    document.cookie = 'no-chunk=item-store';
    // What another file has fetched must not answer for it.
    for (const ending of ['ts', 'js']) await fetch(`/src/client/item-store.${ending}`, { cache: 'reload' });
    try {
      const failed = nextEvent('pluggy-error');
      const { provider, badge } = await providerFixture({ itemsEndpoint: ITEMS }, 'a');
      const { error, sessionId, target } = await failed;
      expect([error.code, error.retryable, sessionId, target]).to.deep.equal(['widget-unavailable', true, 0, provider]);
      expect(error.message).to.match(/^<pluggy-provider> /);
      expect(shown(badge)).to.equal('Checking…');

      const again = nextEvent('pluggy-error');
      await passFiveSeconds();
      await again;
      expect(backend.requests.length).to.equal(0);

      document.cookie = 'no-chunk=; max-age=0';
      await passFiveSeconds();
      await shows(badge, 'Up to date');
      expect(backend.requests.length).to.equal(1);
    } finally {
      document.cookie = 'no-chunk=; max-age=0';
      Object.defineProperty(window, 'setTimeout', own);
      backend.restore();
    }
  });
});
