import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { ItemEndpoints } from '../../../src/client/items/items-api.js';
import { Items } from '../../../src/client/items/items.js';
import { PluggyError } from '../../../src/model/errors.js';
import type { Item } from '../../../src/model/item-types.js';
import { parseItem } from '../../../src/model/parse-item.js';
import { testClock, type TestClock } from '../../support/clock.js';
import { FakeEventSource } from '../../support/event-source.js';

const AT = '2026-01-01T00:00:';
const item = (id: string, second = 0, fields: Partial<Item> = {}): Item =>
  parseItem({
    id,
    status: 'UPDATED',
    executionStatus: 'SUCCESS',
    updatedAt: `${AT}${String(second).padStart(2, '0')}.000Z`,
    ...fields,
  });
const busy = (id: string, second = 0) => item(id, second, { status: 'UPDATING', executionStatus: 'CREATED' });

interface Sent {
  method: string;
  path: string;
  body: unknown;
  at: number;
  signal: AbortSignal;
}
/** A body, a status, or a function that returns the response. */
type Answer = unknown;
const reply = (status: number, body: unknown = '', headers: Record<string, string> = {}) =>
  Object.assign(new Response(null, { status, headers }), {
    text: () => Promise.resolve(typeof body === 'string' ? body : JSON.stringify(body)),
  });

describe('the item store', () => {
  const realFetch = fetch;
  let clock: TestClock;
  let sent: Sent[];
  let inFlight: number;
  let most: number;
  let answer: (sent: Sent) => Answer;
  let stores: Items[];
  let changes: [string, Item | undefined, Item | undefined][];
  let failures: [PluggyError, string][];

  beforeEach(() => {
    clock = testClock();
    FakeEventSource.install();
    sent = [];
    stores = [];
    changes = [];
    failures = [];
    inFlight = most = 0;
    answer = () => 404;
    window.fetch = async (url, init = {}) => {
      const { pathname, search } = new URL(url as URL);
      const request: Sent = {
        method: init.method!,
        path: pathname + search,
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        at: clock.now,
        signal: init.signal!,
      };
      sent.push(request);
      most = Math.max(most, ++inFlight);
      try {
        const given = await answer(request);
        if (given instanceof Response) return given;
        return typeof given === 'number' ? reply(given) : reply(200, given);
      } finally {
        inFlight--;
      }
    };
  });

  afterEach(() => {
    for (const store of stores) store.close();
    FakeEventSource.restore();
    clock.restore();
    window.fetch = realFetch;
    Reflect.deleteProperty(document, 'visibilityState');
  });

  const make = (endpoints: ItemEndpoints = { itemsEndpoint: '/api/items' }) => {
    const store = new Items(endpoints, {
      changed: (...change) => changes.push(change),
      failed: (...failure) => failures.push(failure),
    });
    stores.push(store);
    return store;
  };
  const live = () => make({ itemsEndpoint: '/api/items', eventsEndpoint: '/api/events' });
  const nothing = () => undefined;
  const paths = (method = 'GET') => sent.filter((one) => one.method === method).map(({ path }) => path);
  const setVisible = (visibilityState: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  /** A response that the test releases. */
  const heldResponse = () => {
    const waiting: ((given: Answer) => void)[] = [];
    return { waiting, answer: () => new Promise<Answer>((resolve) => waiting.push(resolve)) };
  };
  /** Returns a store that has read its list, with a listener on each Item. */
  const reading = async (items: Item[], store = make()) => {
    answer = () => items;
    for (const { id } of items) store.subscribe(id, nothing);
    await clock.pass(450);
    sent = [];
    return store;
  };

  describe('snapshots', () => {
    it('keep the newest of pushed and requested versions in every order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
          fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
          async (order, asAnswer) => {
            const store = make();
            answer = () => 404;
            await store.refresh();
            for (const [index, second] of order.entries()) {
              answer = () => item('a', second);
              if (asAnswer[index]) await store.refresh('a');
              else store.put(item('a', second));
            }
            expect(store.get('a').item?.updatedAt).to.equal(`${AT}05.000Z`);
            store.close();
          },
        ),
        { numRuns: 60 },
      );
    });

    it('are not replaced by older ones, also after a snapshot without a date', () => {
      const store = make();
      store.put(item('a', 5));
      store.put(parseItem({ id: 'a', status: 'OUTDATED' }));
      store.put(item('a', 3));
      expect(store.get('a').item?.status).to.equal('OUTDATED');
    });

    it('are frozen, and stay unchanged when a newer one arrives', () => {
      const store = make();
      const first = store.put(item('a', 1));
      store.put(item('a', 2));
      expect(Object.isFrozen(first)).to.equal(true);
      expect(first.updatedAt).to.equal(`${AT}01.000Z`);
    });

    it("notify no listener when equal, and only the Item's own listeners when changed", async () => {
      const items = Array.from({ length: 1000 }, (_, index) => item(`i${index}`));
      const calls = new Map<string, number>();
      let all = 0;
      const store = make();
      answer = () => items;
      for (const { id } of items) store.subscribe(id, () => calls.set(id, (calls.get(id) ?? 0) + 1));
      store.subscribeAll(() => all++);
      await clock.settle();
      calls.clear();
      all = 0;
      changes = [];
      await store.refresh();
      expect([calls.size, all, changes.length]).to.deep.equal([0, 0, 0]);
      answer = () => items.map((one) => (one.id === 'i7' ? item('i7', 1, { status: 'OUTDATED' }) : one));
      await store.refresh();
      expect([...calls]).to.deep.equal([['i7', 1]]);
      expect(changes.map(([id, now, before]) => [id, now?.status, before?.status])).to.deep.equal([
        ['i7', 'OUTDATED', 'UPDATED'],
      ]);
    });
  });

  describe('reading', () => {
    for (const [name, create] of [
      ['', make],
      [' and a stream', live],
    ] as const) {
      it(`requests one list for 1,000 subscribers in several batches${name}`, async () => {
        const list = heldResponse();
        answer = list.answer;
        const store = create();
        for (let index = 0; index < 1000; index++) {
          store.subscribe(`i${index}`, nothing);
          if (index % 250 === 249) await clock.settle();
        }
        FakeEventSource.all[0]?.open();
        await clock.settle();
        list.waiting[0]!(Array.from({ length: 1000 }, (_, index) => item(`i${index}`)));
        await clock.settle();
        expect(paths()).to.deep.equal(['/api/items']);
        expect(store.get('i999').item?.status).to.equal('UPDATED');
      });
    }

    describe('a list in pages', () => {
      const ids = Array.from({ length: 10_000 }, (_, index) => `i${index}`);
      /** Answers with pages of 100 Items, whose cursor is the index of the next Item. */
      const page = (
        { path }: { path: string },
        body = (results: Item[], next: string | null) => ({ results, next }),
      ) => {
        const start = Number(new URL(path, 'https://shop.example').searchParams.get('after') ?? 0);
        const end = start + 100;
        return body(
          ids.slice(start, end).map((id) => item(id)),
          end < ids.length ? String(end) : null,
        );
      };

      it('is read to its end, and later changes are read one by one', async () => {
        answer = page;
        const store = make();
        store.subscribeAll(nothing);
        await clock.settle();
        expect(store.items!.map(({ id }) => id)).to.deep.equal(ids);
        expect(paths().length).to.equal(100);
        expect(paths().slice(0, 3)).to.deep.equal(['/api/items', '/api/items?after=100', '/api/items?after=200']);
        sent = [];
        answer = ({ path }) => item(path.split('/').pop()!, 1);
        for (const id of ids.slice(0, 50)) store.subscribe(id, nothing);
        await Promise.all(ids.slice(0, 50).map((id) => store.refresh(id)));
        expect(paths().length).to.equal(50);
        expect(failures).to.deep.equal([]);
      });

      it('keeps the query of the endpoint, and finds the cursor inside an envelope', async () => {
        answer = (request) =>
          page(request, (results, next) => ({ data: { results, next: next && Number(next) } }) as never);
        const store = make({ itemsEndpoint: '/api/items?tenant=a%26b' });
        store.subscribeAll(nothing);
        await clock.settle();
        expect(store.items!.length).to.equal(ids.length);
        expect(paths()[1]).to.equal('/api/items?tenant=a%26b&after=100');
      });

      for (const [what, next] of [
        ['that repeats itself', () => 'same'],
        ['that is always new', () => crypto.randomUUID()],
        ['that is the address of a backend without cursors', () => 'https://shop.example/api/items?page=2'],
      ] as const) {
        it(`ends at a cursor ${what}`, async () => {
          answer = () => ({ results: [item('a')], next: next() });
          const store = make();
          store.subscribeAll(nothing);
          await clock.settle();
          expect(paths().length).to.equal(2);
          expect(store.items!.map(({ id }) => id)).to.deep.equal(['a']);
        });
      }

      it('removes nothing when a later page fails', async () => {
        answer = page;
        const store = make();
        store.subscribeAll(nothing);
        await clock.settle();
        answer = (request) => (request.path.endsWith('=500') ? 400 : page(request));
        await store.refresh();
        expect(store.items!.length).to.equal(ids.length);
        expect(failures.map(([{ code }]) => code)).to.deep.equal(['items-server']);
      });
    });

    it('reads Items that the list lacks one by one, at most 4 at a time and once each', async () => {
      answer = ({ path }) => (path === '/api/items' ? [item('listed')] : item(path.split('/').pop()!));
      const store = make();
      for (let index = 0; index < 100; index++) store.subscribe(`i${index}`, nothing);
      await clock.pass(1000);
      expect(most).to.equal(4);
      expect(paths().length).to.equal(101);
      expect(new Set(paths()).size).to.equal(101);
      expect(store.get('i99').item?.id).to.equal('i99');
    });

    it('has one request in flight for each Item, and reads again after it for calls in the meantime', async () => {
      const store = await reading([item('a')]);
      const one = heldResponse();
      answer = one.answer;
      const refreshes = [store.refresh('a'), store.refresh('a'), store.refresh('a')];
      await clock.settle();
      expect(sent.length).to.equal(1);
      one.waiting[0]!(item('a', 1));
      await clock.settle();
      expect(sent.length).to.equal(2);
      one.waiting[1]!(item('a', 2));
      await Promise.all(refreshes);
      expect(most).to.equal(1);
      expect(store.get('a').item?.updatedAt).to.equal(`${AT}02.000Z`);
    });

    it('remembers a 404 until the next explicit request', async () => {
      answer = ({ path }) => (path === '/api/items' ? [] : 404);
      const store = make();
      store.subscribe('a', nothing);
      await clock.settle();
      expect(store.get('a')).to.deep.equal({ gone: true });
      store.subscribe('a', nothing);
      await clock.pass(100_000);
      expect(paths()).to.deep.equal(['/api/items', '/api/items/a']);
      answer = () => item('a');
      await store.refresh('a');
      expect(store.get('a').item?.id).to.equal('a');
    });

    for (const status of [404, 405]) {
      it(`reads each Item by itself, without a failure, when the list answers ${status}`, async () => {
        answer = ({ path }) => (path === '/api/items' ? status : item(path.split('/').pop()!));
        const store = make();
        for (const id of ['a', 'b']) store.subscribe(id, nothing);
        await clock.pass(100_000);
        expect(paths()).to.deep.equal(['/api/items', '/api/items/a', '/api/items/b']);
        expect(failures).to.deep.equal([]);
      });
    }

    it("leaves out a list's entry that is not an Item, and reports it", async () => {
      answer = () => ({ success: true, data: { results: [item('a'), { name: 'secret' }, null, item('b')] } });
      const store = make();
      store.subscribeAll(nothing);
      await clock.settle();
      expect(store.items!.map(({ id }) => id)).to.deep.equal(['a', 'b']);
      expect(failures.map(([{ code }]) => code)).to.deep.equal(['items-malformed', 'items-malformed']);
      expect(failures.map(([{ message }]) => message).join()).not.to.include('secret');
    });

    it('has no list where every entry is malformed', async () => {
      answer = () => [{ id: 5, status: 'UPDATED' }, { uuid: 'a' }];
      const store = make();
      store.subscribeAll(nothing);
      await clock.settle();
      expect(store.error?.code).to.equal('items-malformed');
      expect(store.items).to.equal(undefined);
      expect(failures.length).to.equal(1);
      store.put(item('seen'));
      expect(() => store.replaceAll([{ id: 5 }])).to.throw(PluggyError);
      expect(store.error?.code).to.equal('items-malformed');
      store.replaceAll([item('b')]);
      expect(store.error).to.equal(undefined);
      expect(store.items?.map(({ id }) => id)).to.deep.equal(['b']);
    });

    const wrong: [string, Answer, string][] = [
      ['another Item', item('b'), 'items-malformed'],
      ['a page', '<!doctype html>', 'items-malformed'],
      ['a 401', 401, 'items-unauthorized'],
      ['a 403', 403, 'items-unauthorized'],
    ];
    for (const [name, given, code] of wrong) {
      it(`reports ${code} once for ${name} in place of the Item`, async () => {
        answer = () => given;
        const store = make({ itemEndpoint: '/api/item?id={itemId}' });
        store.subscribe('a', nothing);
        await clock.pass(1_000_000);
        expect(paths()).to.deep.equal(['/api/item?id=a']);
        expect(store.get('a').error?.code).to.equal(code);
        expect(store.get('b').item).to.equal(undefined);
        expect(failures.length).to.equal(1);
      });
    }

    it('reports an invalid URL once, and rejects nothing', async () => {
      const store = make({ itemsEndpoint: 'http://[?key=secret' });
      store.subscribe('a', nothing);
      await store.refresh('a');
      await clock.pass(1_000_000);
      expect(store.get('a').error?.code).to.equal('items-not-found');
      expect(failures.map(([{ message }]) => message).join()).not.to.include('secret');
      const error: unknown = await store.delete('a').catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(PluggyError);
    });

    it("corrects a clock that is wrong by a day by the server's clock", async () => {
      const store = make();
      answer = () => reply(200, [], { date: new Date(clock.now + 86_400_000).toUTCString() });
      await store.refresh();
      expect(Math.abs(store.now() - clock.now - 86_400_000)).to.be.lessThan(1001);
      answer = () => reply(200, [], { date: new Date(clock.now + 5000).toUTCString() });
      await store.refresh();
      expect(store.now()).to.equal(clock.now);
    });
  });

  describe('failures', () => {
    for (const ms of [3_600_000, -3_600_000]) {
      it(`are retried in time when the clock of the device changes by ${ms / 3_600_000} h`, async () => {
        answer = () => 503;
        const store = make();
        store.subscribe('a', nothing);
        await clock.pass(2000);
        clock.setDevice(ms);
        const count = sent.length;
        await clock.pass(60_000);
        expect(sent.length - count).to.be.within(3, 12);
      });
    }

    it('are retried with growing pauses for a backend that is down at load, until it answers', async () => {
      answer = () => 503;
      const store = make();
      store.subscribe('a', nothing);
      await clock.pass(600_000);
      expect(store.get('a').error?.code).to.equal('items-server');
      // Three attempts each: at most 5 + 15 + 30 s, and then one group a minute.
      expect(sent.length).to.be.within(3 * 10, 3 * 13);
      expect(new Set(paths())).to.deep.equal(new Set(['/api/items']));
      answer = () => [item('a')];
      await clock.pass(61_000);
      expect(store.get('a')).to.deep.equal({ item: item('a') });
      sent = [];
      await clock.pass(600_000);
      expect(sent.length).to.equal(0);
    });

    it('are retried at once when the browser is online again', async () => {
      answer = () => 503;
      const store = make();
      store.subscribe('a', nothing);
      await clock.pass(100_000);
      answer = () => [item('a')];
      window.dispatchEvent(new Event('online'));
      await clock.pass(0);
      expect(store.get('a').item?.id).to.equal('a');
    });

    for (const value of ['3000000', '1795000000', '9'.repeat(400)]) {
      it(`are retried after a day at most, with few timers, when Retry-After is ${value.slice(0, 10)} s`, async () => {
        const count = clock.started;
        answer = () => reply(503, '', { 'retry-after': value });
        const store = make();
        store.subscribe('a', nothing);
        await clock.pass(60_000);
        expect(sent.length).to.equal(1);
        expect(clock.started - count).to.be.lessThan(10);
        answer = () => [item('a')];
        await clock.pass(86_400_000);
        expect(store.get('a')).to.deep.equal({ item: item('a') });
      });
    }

    it('are retried as usual when Retry-After is invalid', async () => {
      answer = () => reply(503, '', { 'retry-after': 'in 5' });
      const store = make();
      store.subscribe('a', nothing);
      await clock.pass(5000);
      expect(sent.length).to.equal(3);
    });

    it('are not retried after a 401, also for later subscribers', async () => {
      answer = () => 401;
      const store = make();
      for (let index = 0; index < 20; index++) {
        store.subscribe(`i${index}`, nothing);
        await clock.pass(30_000);
      }
      expect(sent.length).to.equal(1);
      expect(store.get('i19').error?.code).to.equal('items-unauthorized');
    });

    it('start from the first pause when many Items fail together', async () => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
      const store = await reading(ids.map((id) => item(id)));
      answer = () => 503;
      const refreshes = Promise.all(ids.map((id) => store.refresh(id)));
      await clock.until(refreshes);
      answer = ({ path }) => item(path.split('/').pop()!, 1);
      sent = [];
      await clock.pass(5001);
      expect(new Set(paths()).size).to.equal(6);
      expect(ids.map((id) => store.get(id).error)).to.deep.equal(ids.map(nothing));
    });

    it('keep the snapshot while reading again fails', async () => {
      const store = await reading([item('a')]);
      answer = () => 401;
      await store.refresh('a');
      expect(store.get('a').item?.status).to.equal('UPDATED');
      expect(store.get('a').error?.code).to.equal('items-unauthorized');
      answer = () => item('a');
      await store.refresh('a');
      expect(store.get('a')).to.deep.equal({ item: item('a') });
    });
  });

  describe('an Item in progress', () => {
    const times = (from: number) => sent.map(({ at }) => (at - from) / 1000);
    /** Starts a store with an item in progress, and returns the time from which its reads count. */
    const startPolling = async () => {
      const store = make();
      answer = () => [busy('a')];
      store.subscribe('a', nothing);
      await clock.settle();
      sent = [];
      answer = () => busy('a');
      return { store, from: clock.now };
    };

    it('is read again at 2, 3, 5, 8, 10, 10 … s for 10 minutes, and is then stalled', async () => {
      const { store, from } = await startPolling();
      await clock.pass(60_000);
      expect(times(from)).to.deep.equal([2, 5, 10, 18, 28, 38, 48, 58]);
      await clock.pass(1_000_000);
      expect(times(from).at(-1)).to.be.within(590, 610);
      expect(store.get('a').stalled).to.equal(true);
      const count = sent.length;
      let notifications = 0;
      store.subscribe('a', () => notifications++);
      await store.refresh('a');
      await clock.pass(1_000_000);
      expect([sent.length, notifications]).to.deep.equal([count + 1, 0]);
      // A stalled item changed.
      store.put(busy('a', 1));
      expect(store.get('a').stalled).to.equal(undefined);
      await clock.pass(2000);
      expect(sent.length).to.equal(count + 2);
    });

    it('is read again in time when the clock of the device is changed', async () => {
      for (const ms of [3_600_000, -3_600_000]) {
        const { store, from } = await startPolling();
        clock.setDevice(ms);
        await clock.pass(60_000);
        expect(times(from)).to.deep.equal([2, 5, 10, 18, 28, 38, 48, 58]);
        store.close();
      }
    });

    it('is not read again after it has settled, and settled Items are never polled', async () => {
      const store = await reading([busy('a'), item('b'), item('c', 0, { status: 'LOGIN_ERROR' })]);
      answer = () => item('a', 1);
      await clock.pass(1_000_000);
      expect(paths()).to.deep.equal(['/api/items/a']);
      expect(store.get('a').item?.status).to.equal('UPDATED');
    });

    it('is polled when the widget reported it, while the backend does not have it yet', async () => {
      const store = await reading([item('b')]);
      answer = () => 404;
      store.take(busy('a'), 'seen');
      store.widgetClosed('a');
      await clock.pass(20_000);
      expect(paths()).to.deep.equal(Array.from({ length: 4 }, () => '/api/items/a'));
      answer = () => item('a', 1);
      await clock.pass(10_000);
      expect(store.get('a').item?.status).to.equal('UPDATED');
    });

    it('pauses while the page is hidden, and continues with the remaining time', async () => {
      const store = await reading([busy('a')]);
      answer = () => busy('a');
      setVisible('hidden');
      await clock.pass(1_000_000);
      expect(sent).to.deep.equal([]);
      setVisible('visible');
      await clock.pass(0);
      expect(sent.length).to.equal(1);
      expect(store.get('a').stalled).to.equal(undefined);
      await clock.pass(590_000);
      expect(sent.length).to.be.greaterThan(50);
    });

    it('is polled only while the stream is not open', async () => {
      const store = live();
      answer = ({ path }) => (path === '/api/items' ? [busy('a')] : busy('a'));
      store.subscribe('a', nothing);
      FakeEventSource.last.open();
      await clock.pass(60_000);
      expect(paths()).to.deep.equal(['/api/items']);
      FakeEventSource.last.drop();
      await clock.pass(10_000);
      expect(paths()).to.include('/api/items/a');
    });

    it('is stalled after a permanent failure, and is polled again after the next success', async () => {
      const store = await reading([busy('a')]);
      answer = () => 401;
      await clock.pass(600_000);
      expect(sent.length).to.equal(1);
      expect(store.get('a').stalled).to.equal(true);
      answer = () => busy('a');
      await store.refresh('a');
      expect(store.get('a')).to.deep.equal({ item: busy('a') });
      sent = [];
      await clock.pass(2000);
      expect(sent.length).to.equal(1);
    });

    it('is polled when the page set it before the first subscription', async () => {
      const store = make({ itemEndpoint: '/api/items/{itemId}' });
      store.replaceAll([busy('a')]);
      answer = () => item('a', 1);
      store.subscribe('a', nothing);
      await clock.pass(2000);
      expect(store.get('a').item?.status).to.equal('UPDATED');
    });
  });

  describe('disconnecting', () => {
    for (const status of [204, 404]) {
      it(`succeeds after ${status}`, async () => {
        const store = await reading([item('a')]);
        answer = () => status;
        await store.delete('a');
        expect(sent.map(({ method, path }) => `${method} ${path}`)).to.deep.equal(['DELETE /api/items/a']);
        expect(store.get('a')).to.deep.equal({ gone: true });
        expect(store.items).to.deep.equal([]);
        expect(changes.at(-1)).to.deep.equal(['a', undefined, item('a')]);
      });
    }

    it('keeps the Item when the delete request fails', async () => {
      const store = await reading([item('a')]);
      answer = () => 403;
      const error = await store.delete('a').catch((reason: unknown) => reason);
      expect((error as PluggyError).code).to.equal('items-unauthorized');
      expect(store.get('a').item).to.deep.equal(item('a'));
    });

    it('keeps the Item when a page answers in place of the route', async () => {
      const store = await reading([item('a')]);
      answer = () => '<!doctype html><title>Sign in</title>';
      for (const request of [store.delete('a'), store.update('a')]) {
        const error = await request.catch((reason: unknown) => reason);
        expect((error as PluggyError).code).to.equal('items-malformed');
      }
      expect(store.get('a').item).to.deep.equal(item('a'));
    });

    it('ignores responses to earlier requests and late events', async () => {
      const store = live();
      await reading([item('a')], store);
      FakeEventSource.last.open();
      await clock.settle();
      const before = heldResponse();
      answer = ({ method }) => (method === 'DELETE' ? 204 : before.answer());
      const refreshes = [store.refresh('a'), store.refresh()];
      await clock.settle();
      await store.delete('a');
      before.waiting[0]!(item('a', 1));
      before.waiting[1]!([item('a', 1)]);
      await Promise.all(refreshes);
      expect(store.get('a')).to.deep.equal({ gone: true });
      answer = () => 404;
      FakeEventSource.last.message(item('a', 2));
      await clock.pass(100);
      expect(store.get('a')).to.deep.equal({ gone: true });
    });

    it("encodes an id, so that the id cannot change the URL's path", async () => {
      const store = make();
      answer = () => 204;
      await store.delete('a/../b?c#d');
      expect(paths('DELETE')).to.deep.equal(['/api/items/a%2F..%2Fb%3Fc%23d']);
    });
  });

  describe('linking Items to the backend', () => {
    const posted = () => sent.filter(({ method }) => method === 'POST').map(({ body }) => body);

    it('reports an Item when it is first seen, and at success', async () => {
      const store = make();
      answer = () => 204;
      for (const moment of ['seen', 'seen', 'success', 'seen', 'success'] as const) await store.link('a', moment);
      expect(posted()).to.deep.equal([{ itemId: 'a' }, { itemId: 'a' }]);
    });

    for (const status of [404, 405]) {
      it(`does not report again after ${status}`, async () => {
        const store = make();
        answer = () => status;
        await store.link('a', 'seen');
        await store.link('a', 'success');
        await store.link('b', 'seen');
        expect(posted().length).to.equal(1);
        expect(failures).to.deep.equal([]);
      });
    }

    it('does not report with no-link', async () => {
      const store = make({ itemsEndpoint: '/api/items', noLink: true });
      await store.link('a', 'success');
      expect(sent).to.deep.equal([]);
    });

    it('reports again when the backend is back', async () => {
      const store = make();
      store.subscribeAll(nothing);
      answer = ({ method }) => (method === 'POST' ? 503 : []);
      await clock.until(store.link('a', 'success'));
      expect(failures.map(([{ code }, id]) => [code, id])).to.deep.equal([['items-server', 'a']]);
      answer = ({ method }) => (method === 'POST' ? 204 : []);
      sent = [];
      await clock.pass(100_000);
      expect(posted()).to.deep.equal([{ itemId: 'a' }]);
    });

    it('keeps the Item and parses no Item from the response, whatever the response is', async () => {
      for (const given of ['', 'OK', { ok: true }, { itemId: 'a' }, { id: 'row-7', status: 'linked' }, { id: 'a' }]) {
        const store = make();
        store.put(busy('a', 1), { fromWidget: true });
        answer = () => given;
        await store.link('a', 'seen');
        expect(store.items, JSON.stringify(given)).to.deep.equal([busy('a', 1)]);
      }
    });

    it('keeps an Item that was saved at success, when the first report is refused later', async () => {
      const store = make();
      store.subscribeAll(nothing);
      const first = heldResponse();
      answer = ({ method }) => (method === 'POST' ? first.answer() : []);
      store.take(busy('a'), 'seen');
      await clock.pass(50);
      answer = ({ method }) => (method === 'POST' ? 204 : []);
      store.take(item('a', 5), 'success');
      await clock.pass(50);
      first.waiting[0]!(403);
      await clock.pass(50);
      expect(store.items?.map(({ id }) => id)).to.deep.equal(['a']);
      expect([store.ended, store.get('a').unsaved, failures]).to.deep.equal([[], undefined, []]);
    });

    it("keeps an Item of the widget after a 404, a list without it and the page's own list", async () => {
      const store = make();
      answer = ({ method, path }) => (method === 'POST' ? 204 : path === '/api/items' ? [] : 404);
      store.put(busy('a'), { fromWidget: true });
      await store.link('a', 'seen');
      await store.refresh();
      await store.refresh('a');
      store.replaceAll([item('b')]);
      expect(store.get('a').item).to.deep.equal(busy('a'));
      // Once the backend has had the Item, the backend decides again.
      store.replaceAll([item('a', 1)]);
      store.replaceAll([item('b')]);
      expect(store.get('a')).to.deep.equal({ gone: true });
    });
  });

  describe('live events', () => {
    it('10,000 events cause one request for each Item, or one for the list', async () => {
      const store = live();
      const items = Array.from({ length: 100 }, (_, index) => item(`i${index}`));
      await reading(items, store);
      FakeEventSource.last.open();
      await clock.settle();
      sent = [];
      for (let index = 0; index < 10_000; index++) FakeEventSource.last.message({ itemId: `i${index % 3}` });
      answer = ({ path }) => item(path.split('/').pop()!, 1);
      await clock.pass(1000);
      expect(paths().sort()).to.deep.equal(['/api/items/i0', '/api/items/i1', '/api/items/i2']);
      sent = [];
      answer = () => items;
      for (let index = 0; index < 10_000; index++) FakeEventSource.last.message({ itemId: `i${index % 100}` });
      await clock.pass(1000);
      expect(paths()[0]).to.equal('/api/items');
      expect(new Set(paths()).size).to.equal(1);
    });

    it('a list that is one page of a longer list is not read endlessly', async () => {
      const store = live();
      answer = ({ path }) => (path === '/api/items' ? [] : item(path.split('/').pop()!));
      for (let index = 0; index < 50; index++) store.subscribe(`i${index}`, nothing);
      FakeEventSource.last.open();
      await clock.pass(1000);
      sent = [];
      for (let index = 0; index < 50; index++) FakeEventSource.last.message({ itemId: `i${index}` });
      await clock.pass(10_000);
      expect(paths().filter((path) => path === '/api/items').length).to.equal(1);
      expect(paths().length).to.equal(51);
      expect(most).to.be.at.most(4);
    });

    it('an Item that changes while the list is loading is read after the list', async () => {
      const store = live();
      const list = heldResponse();
      answer = ({ path }) => (path === '/api/items' ? list.answer() : item(path.split('/').pop()!, 9));
      store.subscribeAll(nothing);
      FakeEventSource.last.open();
      await clock.settle();
      FakeEventSource.last.message({ event: 'item/updated', itemId: 'a' });
      FakeEventSource.last.message({ event: 'item/created', itemId: 'new' });
      await clock.pass(100);
      list.waiting[0]!([item('a', 1)]);
      await clock.pass(100);
      expect(store.items!.map(({ id, updatedAt }) => [id, updatedAt])).to.deep.equal([
        ['a', `${AT}09.000Z`],
        ['new', `${AT}09.000Z`],
      ]);
    });

    it('each gap in the stream is followed by a read', async () => {
      const store = live();
      await reading([item('a')], store);
      FakeEventSource.last.open();
      await clock.pass(10_000);
      answer = () => [item('a', 5)];
      FakeEventSource.last.drop();
      FakeEventSource.last.open();
      await clock.settle();
      expect(store.get('a').item?.updatedAt).to.equal(`${AT}05.000Z`);
    });

    it('an event with an Item stores it, an event with an id reads it, and an incomplete Item replaces nothing', async () => {
      const store = live();
      await reading([item('a')], store);
      FakeEventSource.last.open();
      await clock.settle();
      answer = () => item('a', 3, { status: 'OUTDATED' });
      FakeEventSource.last.message({ data: item('a', 2) });
      expect(store.get('a').item?.updatedAt).to.equal(`${AT}02.000Z`);
      for (const data of [{ id: 'a' }, { data: { itemId: 'a' } }, { event: 'transactions/created', item_id: 'a' }]) {
        sent = [];
        FakeEventSource.last.message(data);
        expect(store.get('a').item?.status).to.be.a('string');
        await clock.pass(100);
        expect(paths(), JSON.stringify(data)).to.deep.equal(['/api/items/a']);
      }
      for (const data of [null, 1, 'a', [], [item('a', 9)], {}, { event: 'connector/status_updated' }]) {
        sent = [];
        FakeEventSource.last.message(data);
        await clock.pass(100);
        expect(paths(), JSON.stringify(data)).to.deep.equal([]);
      }
      FakeEventSource.last.message({ itemId: 'a' }, 'item/deleted');
      expect(store.get('a')).to.deep.equal({ gone: true });
      expect(store.ended.map(({ id }) => id)).to.deep.equal(['a']);
    });

    for (const [what, tell] of [
      ['an event', () => FakeEventSource.last.message({ event: 'item/disconnected', itemId: 'a' })],
      ["an event's own field", () => FakeEventSource.last.message({ itemId: 'a' }, 'item/disconnected')],
      [
        'a read that answers 410',
        (store: Items) => {
          answer = ({ path }) => (path === '/api/items' ? [item('b')] : 410);
          return store.refresh();
        },
      ],
    ] as const) {
      it(`a disconnection in another page removes the Item, and leaves no notice: ${what}`, async () => {
        const store = live();
        await reading([item('a'), item('b')], store);
        FakeEventSource.last.open();
        await clock.settle();
        await tell(store);
        await clock.settle();
        expect(store.get('a')).to.deep.equal({ gone: true });
        expect(store.items!.map(({ id }) => id)).to.deep.equal(['b']);
        expect(store.ended).to.deep.equal([]);
        expect(failures).to.deep.equal([]);
      });
    }

    it('the dismissal of an ended connection in another page removes its notice', async () => {
      const store = live();
      await reading([item('a', 0, { deletedAt: `${AT}00.000Z` }), item('b')], store);
      FakeEventSource.last.open();
      await clock.settle();
      expect(store.ended.map(({ id }) => id)).to.deep.equal(['a']);
      FakeEventSource.last.message({ event: 'item/disconnected', itemId: 'a' });
      expect(store.ended).to.deep.equal([]);
    });

    it('a changed health of an institution reads its Items again', async () => {
      const store = live();
      const at = (id: string, connectorId: number) => item(id, 0, { connector: { id: connectorId, name: 'Bank' } });
      await reading([at('a', 2), at('b', 3)], store);
      FakeEventSource.last.open();
      await clock.settle();
      const payload = { event: 'connector/status_updated', eventId: 'e', data: { status: 'OFFLINE' } };
      for (const data of [
        { ...payload, id: '2', connectorId: 2 },
        { ...payload, connector_id: '2' },
        { ...payload, itemId: 'a' },
        { connectorId: 2 },
      ]) {
        sent = [];
        answer = () => at('a', 2);
        FakeEventSource.last.message(data);
        await clock.pass(100);
        expect(paths(), JSON.stringify(data)).to.deep.equal(['/api/items/a']);
      }
      // The event's name may be that of the stream's event only.
      const { event: name, ...unnamed } = payload;
      for (const data of [
        { ...unnamed, id: 'webhook', connectorId: 2 },
        { id: 'webhook', data: { connectorId: 2, status: 'OFFLINE' } },
        { connector: { id: 2 } },
      ]) {
        sent = [];
        FakeEventSource.last.message(data, name);
        await clock.pass(100);
        expect(paths(), JSON.stringify(data)).to.deep.equal(['/api/items/a']);
      }
      sent = [];
      FakeEventSource.last.message({ ...payload, connectorId: 4 });
      await clock.pass(100);
      expect(paths()).to.deep.equal([]);
    });

    it('a stream that is slow or fails does not delay the list', async () => {
      for (const happens of [() => undefined, () => FakeEventSource.last.fail()]) {
        const store = live();
        answer = () => [item('a')];
        store.subscribe('a', nothing);
        happens();
        await clock.pass(400);
        expect(store.get('a').item?.id).to.equal('a');
        store.close();
      }
    });
  });

  describe('Items that the page sets', () => {
    it('replace the list, whatever a pending list request returns', async () => {
      const list = heldResponse();
      answer = list.answer;
      const store = make();
      store.subscribeAll(nothing);
      await clock.settle();
      store.replaceAll([item('a')]);
      list.waiting[0]!([item('b')]);
      await clock.settle();
      expect(store.items!.map(({ id }) => id)).to.deep.equal(['a']);
    });

    it('are stalled when they stay in progress without a backend', async () => {
      const store = make({});
      let notifications = 0;
      store.replaceAll([busy('a')]);
      store.subscribe('a', () => notifications++);
      await clock.pass(590_000);
      expect([store.get('a').stalled, notifications]).to.deep.equal([undefined, 0]);
      await clock.pass(20_000);
      expect([store.get('a').stalled, notifications]).to.deep.equal([true, 1]);
      store.replaceAll([busy('a', 1)]);
      expect(store.get('a').stalled).to.equal(undefined);
      expect(sent).to.deep.equal([]);
    });

    it("are gone when missing from the page's list without a backend", () => {
      const store = make({});
      store.subscribe('b', nothing);
      store.replaceAll([item('a')]);
      expect(store.get('b')).to.deep.equal({ gone: true });
      store.replaceAll([item('a'), item('b')]);
      expect(store.get('b').item?.id).to.equal('b');
    });
  });

  describe('closing', () => {
    it('ends every timer, listener, request and stream, and starts none afterwards', async () => {
      const timers = new Set<unknown>();
      const set = window.setTimeout.bind(window);
      const clear = window.clearTimeout.bind(window);
      window.setTimeout = ((run: () => void, ms?: number) => {
        const id = set(() => {
          timers.delete(id);
          run();
        }, ms);
        timers.add(id);
        return id;
      }) as typeof window.setTimeout;
      window.clearTimeout = (id) => {
        timers.delete(id);
        clear(id);
      };
      const listeners = new Map<object, number>([
        [window, 0],
        [document, 0],
      ]);
      const restore = [window, document].map((target) => {
        const add = target.addEventListener.bind(target);
        target.addEventListener = ((type: string, listener: () => void, options?: AddEventListenerOptions) => {
          const { signal } = options ?? {};
          if (!signal?.aborted) listeners.set(target, listeners.get(target)! + 1);
          signal?.addEventListener('abort', () => listeners.set(target, listeners.get(target)! - 1));
          add(type, listener, options);
        }) as typeof target.addEventListener;
        return () => Reflect.deleteProperty(target, 'addEventListener');
      });
      try {
        const store = live();
        const never = heldResponse();
        answer = ({ path }) =>
          path === '/api/items' ? [busy('a'), item('b')] : path.endsWith('c') ? 503 : never.answer();
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) store.subscribe(id, nothing);
        await clock.pass(500);
        FakeEventSource.last.fail();
        await clock.pass(500);
        FakeEventSource.last.message({ itemId: 'a' });
        const refreshed = store.refresh('b');
        expect(timers.size).to.be.greaterThan(2);
        expect([...listeners.values()].every((count) => count > 0)).to.equal(true);

        store.close();
        await refreshed;
        await clock.settle();
        expect([...listeners.values()]).to.deep.equal([0, 0]);
        expect(timers.size).to.equal(0);
        expect(sent.filter(({ path }) => !/items$|c$/.test(path)).every(({ signal }) => signal.aborted)).to.equal(true);
        expect(FakeEventSource.all.every(({ readyState }) => readyState === 2)).to.equal(true);

        const [requests, streams, failed] = [sent.length, FakeEventSource.all.length, failures.length];
        store.put(busy('z'));
        store.subscribe('y', nothing);
        await store.refresh();
        await store.refresh('x');
        await store.link('w', 'success');
        window.dispatchEvent(new Event('online'));
        await clock.pass(1_000_000);
        expect([sent.length, FakeEventSource.all.length, failures.length, timers.size]).to.deep.equal([
          requests,
          streams,
          failed,
          0,
        ]);
      } finally {
        restore.forEach((run) => run());
      }
    });

    it('opens nothing for a store that is closed before its first use', async () => {
      const store = live();
      store.close();
      store.subscribe('a', nothing);
      await clock.pass(100_000);
      expect([FakeEventSource.all.length, sent.length]).to.deep.equal([0, 0]);
    });
  });
});
