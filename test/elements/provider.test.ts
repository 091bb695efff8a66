import { expect, fixture, html } from '@open-wc/testing';
import { PluggyProviderElement, type PluggyItemChangeEvent, type PluggyItemStatusElement } from '../../src/index.js';
import { expectFailures, recordConsole } from '../support/console.js';
import {
  countIntervals,
  EVENTS,
  FakeBackend,
  ITEMS,
  providerFixture,
  severityOf,
  shown,
  shows,
} from '../support/provider.js';
import { anItem, later, nextEvent, until } from '../support/widget.js';

const withId = (id: string, fields: Record<string, unknown> = {}) => anItem({ id, ...fields });
const at = later;
const inside = (element: Element) => element.querySelector<PluggyItemStatusElement>('pluggy-item-status')!;

describe('<pluggy-provider>', () => {
  let backend: FakeBackend;
  let warnings: ReturnType<typeof recordConsole>;

  beforeEach(() => {
    backend = new FakeBackend(withId('a'), withId('b', { status: 'UPDATING' }));
    warnings = recordConsole('warn');
  });
  afterEach(() => {
    warnings.restore();
    backend.restore();
  });

  describe('reads Items for the elements inside:', () => {
    it('with one list, and marks Items that are gone or cannot be read', async () => {
      const { badges } = await providerFixture({ itemsEndpoint: ITEMS }, 'a', 'b', 'c');
      await Promise.all([shows(badges[0]!, 'Up to date'), shows(badges[1]!, 'Updating')]);
      await shows(badges[2]!, 'Connection removed');
      expect(backend.requests.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
        'GET /api/items',
        'GET /api/items/c',
      ]);
      backend.status = 401;
      const failures = nextEvent('pluggy-error');
      const { provider, badge } = await providerFixture({ itemsEndpoint: ITEMS }, 'a');
      const { error, sessionId, itemId, target } = await failures;
      expect([error.code, sessionId, itemId, target]).to.deep.equal(['items-unauthorized', 0, '', provider]);
      await shows(badge, 'Couldn’t check');
      expect(severityOf(badge)).to.equal('neutral');
      backend.status = 200;
      await provider.refresh();
      await shows(badge, 'Up to date');
    });

    it('a thousand badges need one list, one stream and one timer, and a change renders one badge', async () => {
      const intervals = countIntervals();
      try {
        const ids = Array.from({ length: 1000 }, (_, index) => `item-${index}`);
        backend.items = ids.map((id) => withId(id, { lastUpdatedAt: new Date(Date.now() - 3_600_000).toISOString() }));
        const { badges, provider } = await providerFixture({ itemsEndpoint: ITEMS, eventsEndpoint: EVENTS }, ...ids);
        for (const badge of badges) badge.detail = true;
        await shows(badges[999]!, 'Updated 1 hour ago');
        expect(new Set(badges.map(shown)).size).to.equal(1);
        expect(backend.requests.length).to.equal(1);
        expect(backend.openStreams.length).to.equal(1);
        expect(intervals.count).to.equal(1);

        const rendered: Element[] = [];
        for (const badge of badges) badge.addController({ hostUpdated: () => void rendered.push(badge) });
        backend.streams[0]!.send(withId('item-500', { status: 'OUTDATED', updatedAt: at(1) }));
        await shows(badges[500]!, 'Out of date');
        await badges[0]!.updateComplete;
        expect(rendered).to.deep.equal([badges[500]]);

        provider.remove();
        await until(() => !backend.openStreams.length, 'the stream ends');
        expect(intervals.count).to.equal(0);
      } finally {
        intervals.restore();
      }
    });

    it('nothing before the first subscription', async () => {
      const { provider } = await providerFixture({ itemsEndpoint: ITEMS, eventsEndpoint: EVENTS });
      await provider.updateComplete;
      expect(backend.requests.length + backend.streams.length).to.equal(0);
    });
  });

  describe('in any place', () => {
    it('reaches children that were defined before it', async () => {
      const place = await fixture<HTMLElement>(
        html`<late-one items-endpoint=${ITEMS}
          ><pluggy-item-status item-id="a"></pluggy-item-status
          ><late-one><pluggy-item-status item-id="a"></pluggy-item-status></late-one
        ></late-one>`,
      );
      const [badge, inner] = [...place.querySelectorAll('pluggy-item-status')];
      await badge!.updateComplete;
      expect(shown(badge!)).to.equal('');
      customElements.define('late-one', class extends PluggyProviderElement {});
      await shows(badge!, 'Up to date');
      await shows(inner!, 'Checking…');
    });

    it('is ignored outside of a nested provider', async () => {
      const { provider, badge } = await providerFixture({ itemsEndpoint: ITEMS }, 'a');
      const inner = document.createElement('pluggy-provider');
      inner.items = [withId('a', { status: 'OUTDATED' })];
      inner.append(Object.assign(document.createElement('pluggy-item-status'), { itemId: 'a' }));
      provider.append(inner);
      await shows(badge, 'Up to date');
      await shows(inside(inner), 'Out of date');
      // From one provider to the other, and out of both.
      inner.append(badge);
      await shows(badge, 'Out of date');
      provider.after(badge);
      await shows(badge, '');
      expect(backend.requests.length).to.equal(1);
    });

    it('works in a shadow root, with badges in others', async () => {
      const host = await fixture<HTMLElement>(html`<div></div>`);
      const provider = Object.assign(document.createElement('pluggy-provider'), { itemsEndpoint: ITEMS });
      host.attachShadow({ mode: 'closed' }).append(provider);
      const nest = document.createElement('div');
      provider.append(nest);
      const badge = Object.assign(document.createElement('pluggy-item-status'), { itemId: 'b' });
      nest.attachShadow({ mode: 'closed' }).append(badge);
      await shows(badge, 'Updating');
    });

    it('keeps its store, its stream and its Items when moved', async () => {
      const settings = { itemsEndpoint: ITEMS, eventsEndpoint: EVENTS };
      const { provider, badge } = await providerFixture(settings, 'a');
      await shows(badge, 'Up to date');
      const { store } = badge;
      const place = await fixture<HTMLElement>(html`<div></div>`);
      place.attachShadow({ mode: 'open' }).append(provider);
      await badge.updateComplete;
      expect(shown(badge)).to.equal('Up to date');
      expect(badge.store).to.equal(store);
      backend.streams[0]!.send(withId('a', { status: 'OUTDATED', updatedAt: at(1) }));
      await shows(badge, 'Out of date');
      expect(backend.streams.length).to.equal(1);
      expect(backend.requests.length).to.equal(1);
    });

    it('leaves nothing behind when removed, and continues when put back', async () => {
      const settings = { itemsEndpoint: ITEMS, eventsEndpoint: EVENTS };
      const counts = countListeners(document, window);
      try {
        const { provider, badge } = await providerFixture(settings, 'b');
        await shows(badge, 'Updating');
        expect(counts.open(), 'what it listens to').to.be.greaterThan(2);
        const place = provider.parentElement!;
        provider.remove();
        await until(() => !backend.openStreams.length, 'the stream ends');
        expect(counts.open()).to.equal(0);
        const { length } = backend.requests;
        backend.streams[0]!.send({ itemId: 'b' });
        expect(backend.requests.length).to.equal(length);
        backend.items = [withId('b', { updatedAt: at(2) })];
        place.append(provider);
        await shows(badge, 'Up to date');
        expect(backend.openStreams.length).to.equal(1);
      } finally {
        counts.restore();
      }
    });

    it('does not render its children again when removed, and they show none of its Items elsewhere', async () => {
      const { badge } = await providerFixture({ itemsEndpoint: ITEMS }, 'a');
      await shows(badge, 'Up to date');
      badge.remove();
      expect(badge.isUpdatePending).to.equal(false);
      const place = await fixture<HTMLElement>(html`<div></div>`);
      place.append(badge);
      await badge.updateComplete;
      expect(shown(badge)).to.equal('');
      expect(badge.store).to.equal(undefined);
    });

    it('does not update a removed child when its Item changes', async () => {
      const settings = { itemsEndpoint: ITEMS, eventsEndpoint: EVENTS };
      const { badges } = await providerFixture(settings, 'a', 'a');
      const [removed, kept] = [badges[0]!, badges[1]!];
      await Promise.all([shows(removed, 'Up to date'), shows(kept, 'Up to date')]);
      removed.remove();
      let updates = 0;
      removed.addController({ hostUpdated: () => updates++ });
      backend.streams[0]!.send(withId('a', { status: 'OUTDATED', updatedAt: at(1) }));
      await shows(kept, 'Out of date');
      await removed.updateComplete;
      expect(updates).to.equal(0);
    });

    it('has no box, and hides its content with the hidden attribute', async () => {
      const { provider } = await providerFixture();
      expect(getComputedStyle(provider).display).to.equal('contents');
      provider.hidden = true;
      expect(getComputedStyle(provider).display).to.equal('none');
    });
  });

  describe('with changed settings', () => {
    it('reads from another endpoint, and updates the badges', async () => {
      const { provider, badge } = await providerFixture({ itemsEndpoint: '/api/nothing', eventsEndpoint: EVENTS }, 'a');
      await until(() => backend.requests.length, 'it asks');
      provider.setAttribute('items-endpoint', ITEMS);
      await shows(badge, 'Up to date');
      expect(backend.openStreams.length).to.equal(1);
      provider.messages = { status: { labels: { updated: 'Tudo certo' } } };
      await shows(badge, 'Tudo certo');
      provider.messages = undefined;
      await shows(badge, 'Up to date');
      expect(backend.sent('GET /api/items').length).to.equal(1);
    });

    it('keeps its Items when a framework sets equal settings again, and sends the newest headers', async () => {
      const { provider, badge } = await providerFixture(
        { itemsEndpoint: ITEMS, headers: () => ({ 'x-turn': '0' }), csrfToken: 'one' },
        'a',
      );
      await shows(badge, 'Up to date');
      const { store } = badge;
      provider.headers = () => ({ 'x-turn': '1' });
      provider.csrfToken = 'two';
      provider.noLink = true;
      await provider.refresh('a');
      expect(badge.store).to.equal(store);
      expect(backend.requests.map(({ headers }) => headers.get('x-turn'))).to.deep.equal(['0', '1']);
      await badge.store!.delete('a').catch(() => {});
      expect(backend.requests.at(-1)!.headers.get('x-csrf-token')).to.equal('two');
    });

    it('reads again after a change of credentials, which may mean another person', async () => {
      backend.status = 401;
      const { provider, badge } = await providerFixture({ itemsEndpoint: ITEMS }, 'a');
      await shows(badge, 'Couldn’t check');
      backend.status = 200;
      provider.headers = { authorization: 'Bearer one' };
      await shows(badge, 'Up to date');
      expect(backend.requests.at(-1)!.headers.get('authorization')).to.equal('Bearer one');
      const { length } = backend.requests;
      provider.headers = { authorization: 'Bearer one' };
      await provider.updateComplete;
      expect(backend.requests.length, 'the same, in another object').to.equal(length);
    });

    it("warns of a consent's end from the configured number of days", async () => {
      const consentExpiresAt = new Date(Date.now() + 20.5 * 86_400_000).toISOString();
      const { provider, badge } = await providerFixture({ items: [withId('a', { consentExpiresAt })] }, 'a');
      await shows(badge, 'Up to date');
      provider.setAttribute('consent-warning-days', '30');
      await shows(badge, 'Permission ends in 20 days');
      provider.removeAttribute('consent-warning-days');
      await shows(badge, 'Up to date');
      expect(warnings.printed).to.deep.equal([]);
      provider.setAttribute('consent-warning-days', 'a month');
      provider.csrfToken = 'x';
      await provider.updateComplete;
      provider.csrfToken = 'y';
      await provider.updateComplete;
      expect(warnings.texts()).to.deep.equal([
        '<pluggy-provider> consent-warning-days="a month" is ignored. Expected a number of days.',
      ]);
    });

    it('ignores "false" in boolean attributes, with a warning', async () => {
      const { provider } = await providerFixture();
      provider.setAttribute('no-link', 'false');
      provider.setAttribute('include-sandbox', 'false');
      expect([provider.noLink, provider.includeSandbox]).to.deep.equal([false, false]);
      expect(warnings.texts()).to.deep.equal([
        '<pluggy-provider> no-link="false" is ignored. Expected no attribute, or an empty one.',
        '<pluggy-provider> include-sandbox="false" is ignored. Expected no attribute, or an empty one.',
      ]);
    });
  });

  describe('with Items set by the page', () => {
    it('accepts Items as a backend sends them, and reports each that is added, changed or removed', async () => {
      const { provider, badge } = await providerFixture({}, 'a');
      const changes: PluggyItemChangeEvent[] = [];
      provider.addEventListener('pluggy-item-change', (event) => changes.push(event));
      const takeChanges = () =>
        changes.splice(0).map(({ itemId, item, previous }) => [itemId, item?.status, previous?.status]);
      provider.items = [{ item_id: 'a', status: 'UPDATING' }, withId('b')];
      await shows(badge, 'Updating');
      expect(takeChanges()).to.deep.equal([
        ['a', 'UPDATING', undefined],
        ['b', 'UPDATED', undefined],
      ]);
      provider.items = [withId('a')];
      await shows(badge, 'Up to date');
      expect(takeChanges()).to.deep.equal([
        ['a', 'UPDATED', 'UPDATING'],
        ['b', undefined, 'UPDATED'],
      ]);
      // With another setting in the same task, and while there are no Items yet.
      Object.assign(provider, { items: [withId('a', { status: 'OUTDATED' })], csrfToken: 'x' });
      await shows(badge, 'Out of date');
      provider.items = undefined;
      await provider.updateComplete;
      expect(shown(badge)).to.equal('Out of date');
      takeChanges();
      provider.items = [];
      await shows(badge, 'Connection removed');
      expect(takeChanges()).to.deep.equal([['a', undefined, 'OUTDATED']]);
      expect(backend.requests.length).to.equal(0);
    });

    it('reports values that are not Items, keeps the others, and ignores a value that is not a list', async () => {
      expectFailures('items-malformed');
      const { provider, badge } = await providerFixture({}, 'a');
      const codes: string[] = [];
      provider.addEventListener('pluggy-error', ({ error, sessionId }) => codes.push(`${error.code} ${sessionId}`));
      provider.items = [null, { name: 'x' }, withId('a'), 7];
      await shows(badge, 'Up to date');
      expect(codes.splice(0)).to.deep.equal(Array(3).fill('items-malformed 0'));
      provider.items = 'nonsense' as unknown as [];
      await provider.updateComplete;
      expect(codes).to.deep.equal(['items-malformed 0']);
      expect(shown(badge)).to.equal('Up to date');
      provider.items = { results: [withId('a', { status: 'UPDATING' })] } as unknown as [];
      await shows(badge, 'Updating');
    });
  });

  it('refreshes one or all Items, and does not wait while disconnected', async () => {
    await document.createElement('pluggy-provider').refresh();
    const { provider, badges } = await providerFixture({ itemsEndpoint: ITEMS }, 'a', 'b');
    await shows(badges[0]!, 'Up to date');
    backend.items = [withId('a', { status: 'OUTDATED', updatedAt: at(1) }), withId('b', { updatedAt: at(1) })];
    await provider.refresh('a');
    await shows(badges[0]!, 'Out of date');
    expect(shown(badges[1]!)).to.equal('Updating');
    await provider.refresh();
    await shows(badges[1]!, 'Up to date');
    backend.status = 404;
    await provider.refresh('a');
    await shows(badges[0]!, 'Connection removed');
    const failed = nextEvent('pluggy-error');
    backend.status = 403;
    await provider.refresh('b');
    expect((await failed).itemId).to.equal('b');
    expect(shown(badges[1]!), 'the last that is known').to.equal('Up to date');
  });
});

/** Counts listeners that are added from now on and neither removed nor aborted. */
function countListeners(...targets: EventTarget[]) {
  const open = new Set<unknown>();
  const restores = targets.map((target) => {
    target.addEventListener = (type: string, listener: unknown, options?: AddEventListenerOptions) => {
      open.add(listener);
      const { signal } = typeof options === 'object' ? options : {};
      signal?.addEventListener('abort', () => open.delete(listener));
      EventTarget.prototype.addEventListener.call(target, type, listener as EventListener, options);
    };
    target.removeEventListener = (type: string, listener: unknown, options?: EventListenerOptions) => {
      open.delete(listener);
      EventTarget.prototype.removeEventListener.call(target, type, listener as EventListener, options);
    };
    return () => {
      Reflect.deleteProperty(target, 'addEventListener');
      Reflect.deleteProperty(target, 'removeEventListener');
    };
  });
  return { open: () => open.size, restore: () => restores.forEach((restore) => restore()) };
}
