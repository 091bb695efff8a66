import { expect } from '@open-wc/testing';
import { LiveEvents } from '../../../src/client/items/live-events.js';
import type { PluggyError } from '../../../src/model/errors.js';
import { testClock, type TestClock } from '../../support/clock.js';
import { FakeEventSource } from '../../support/event-source.js';

describe('live events', () => {
  let opened: number;
  let messages: unknown[];
  let failures: PluggyError[];
  let streams: LiveEvents[];
  const listen = (url: string, withCredentials = false) => {
    const stream = new LiveEvents(url, withCredentials, {
      opened: () => opened++,
      message: (data) => messages.push(data),
      failed: (error) => failures.push(error),
    });
    streams.push(stream);
    return stream;
  };

  beforeEach(() => {
    opened = 0;
    messages = [];
    failures = [];
    streams = [];
  });
  afterEach(() => streams.forEach((stream) => stream.close()));

  describe('in time', () => {
    let clock: TestClock;
    beforeEach(() => {
      clock = testClock();
      FakeEventSource.install();
    });
    afterEach(() => {
      streams.forEach((stream) => stream.close());
      FakeEventSource.restore();
      clock.restore();
      Reflect.deleteProperty(document, 'visibilityState');
    });
    const setVisible = (visibilityState: DocumentVisibilityState) => {
      Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const count = () => FakeEventSource.all.length;
    const open = () => FakeEventSource.all.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED).length;

    it('sends cookies to another origin only where the credentials allow it', () => {
      listen('/api/events');
      listen('/api/events', true);
      expect(FakeEventSource.all.map(({ withCredentials }) => withCredentials)).to.deep.equal([false, true]);
    });

    it('opens a steady stream again whose server asks the browser to wait for longer than a minute', async () => {
      listen('/api/events');
      FakeEventSource.last.open();
      await clock.pass(60_000);
      FakeEventSource.last.drop();
      await clock.pass(59_000);
      expect(count()).to.equal(1);
      await clock.pass(4000);
      expect(count()).to.equal(2);
      expect(open()).to.equal(1);
      // A stream that the browser has opened again stays.
      FakeEventSource.last.open();
      await clock.pass(10_000);
      FakeEventSource.last.drop();
      FakeEventSource.last.open();
      await clock.pass(600_000);
      expect(count()).to.equal(2);
      expect(clock.waiting).to.equal(0);
    });

    it('leaves no timer when it is closed while the browser reconnects', async () => {
      const stream = listen('/api/events');
      FakeEventSource.last.open();
      await clock.pass(60_000);
      FakeEventSource.last.drop();
      stream.close();
      expect(clock.waiting).to.equal(0);
    });

    it('reconnects with growing pauses after a permanent error, and reports one failure', async () => {
      const stream = listen('/api/events?key=secret');
      const tries: number[] = [];
      for (let index = 0; index < 12; index++) {
        tries.push(clock.now);
        FakeEventSource.last.fail();
        expect(stream.isOpen).to.equal(false);
        const before = count();
        while (count() === before) await clock.pass(250);
      }
      const pauses = tries.slice(1).map((time, index) => time - tries[index]!);
      expect(pauses[0]).to.be.within(750, 1500);
      expect(pauses[3]).to.be.within(6000, 10_250);
      expect(pauses.at(-1)).to.be.within(45_000, 75_250);
      expect(failures.map(({ code, retryable }) => [code, retryable])).to.deep.equal([['live-failed', true]]);
      expect(failures[0]!.message).to.include('/api/events').and.not.to.include('secret');
      FakeEventSource.last.open();
      expect([opened, stream.isOpen]).to.deep.equal([1, true]);
    });

    it('reconnects less and less often to a stream that drops every second, and reports one failure', async () => {
      listen('/api/events');
      const end = clock.now + 600_000;
      while (clock.now < end) {
        if (FakeEventSource.last.readyState === FakeEventSource.CONNECTING) FakeEventSource.last.open();
        await clock.pass(1000);
        if (FakeEventSource.last.readyState === FakeEventSource.OPEN) FakeEventSource.last.drop();
      }
      expect(opened).to.be.within(8, 20);
      expect(failures.length).to.equal(1);
      expect(open()).to.be.at.most(1);
    });

    it('leaves reconnecting a steady stream to the browser, and reports each gap', async () => {
      listen('/api/events');
      for (let index = 0; index < 5; index++) {
        FakeEventSource.last.open();
        await clock.pass(10_000);
        FakeEventSource.last.drop();
      }
      expect([count(), opened, failures.length]).to.deep.equal([1, 5, 0]);
    });

    it('closes after 30 s in a hidden page, and reopens when the page is visible', async () => {
      const stream = listen('/api/events');
      FakeEventSource.last.open();
      setVisible('hidden');
      await clock.pass(29_000);
      setVisible('visible');
      await clock.pass(60_000);
      expect([count(), stream.isOpen]).to.deep.equal([1, true]);
      setVisible('hidden');
      await clock.pass(30_000);
      expect([open(), stream.isOpen]).to.deep.equal([0, false]);
      window.dispatchEvent(new Event('online'));
      await clock.pass(600_000);
      expect(count()).to.equal(1);
      setVisible('visible');
      FakeEventSource.last.open();
      expect([count(), opened, stream.isOpen]).to.deep.equal([2, 2, true]);
    });

    it('does not reconnect while the page is hidden', async () => {
      listen('/api/events');
      FakeEventSource.last.fail();
      setVisible('hidden');
      await clock.pass(600_000);
      expect(count()).to.equal(1);
      setVisible('visible');
      expect(count()).to.equal(2);
    });

    it('does not open in a page that is hidden from the beginning', () => {
      setVisible('hidden');
      listen('/api/events');
      expect(count()).to.equal(0);
      setVisible('visible');
      expect(count()).to.equal(1);
    });

    it('closes with the page, so that the browser can cache it, and opens when the page is restored', () => {
      listen('/api/events');
      FakeEventSource.last.open();
      window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      expect(open()).to.equal(0);
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      FakeEventSource.last.open();
      expect([count(), open(), opened]).to.deep.equal([2, 1, 2]);
    });

    it('reconnects at once when the browser is online again', () => {
      listen('/api/events');
      FakeEventSource.last.fail();
      window.dispatchEvent(new Event('online'));
      window.dispatchEvent(new Event('online'));
      expect(count()).to.equal(2);
    });

    it('reports an invalid URL once, without its query', async () => {
      const stream = listen('http://[?key=secret');
      setVisible('hidden');
      setVisible('visible');
      await clock.pass(600_000);
      expect(failures.map(({ code, retryable }) => [code, retryable])).to.deep.equal([['live-failed', false]]);
      expect(failures[0]!.message).not.to.include('secret');
      expect(stream.isOpen).to.equal(false);
    });

    it('delivers 10,000 events and ignores data that is not valid JSON', () => {
      listen('/api/events');
      FakeEventSource.last.open();
      for (let index = 0; index < 10_000; index++) FakeEventSource.last.message(index);
      for (const garbage of ['', '{', 'undefined', '<html>', '\0']) FakeEventSource.last.text(garbage);
      expect(messages.length).to.equal(10_000);
    });

    it("receives Items under the names of Pluggy's webhooks", () => {
      listen('/api/events');
      FakeEventSource.last.open();
      for (const name of ['message', 'item/updated', 'item/deleted', 'item/error', 'item']) {
        FakeEventSource.last.message(name, name);
      }
      expect(messages).to.deep.equal(['message', 'item/updated', 'item/deleted', 'item/error', 'item']);
    });

    it('reports nothing after close()', async () => {
      const stream = listen('/api/events');
      FakeEventSource.last.fail();
      stream.close();
      setVisible('visible');
      window.dispatchEvent(new Event('online'));
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      await clock.pass(600_000);
      expect([count(), open()]).to.deep.equal([1, 0]);
    });
  });

  describe('from a server', () => {
    const { testServers } = globalThis as unknown as { testServers: { events: string } };
    const at = (how: string) => `${testServers.events}/${how}`;
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
    };

    it('delivers 10,000 events among invalid data, in order', async () => {
      const stream = listen(at('many'));
      await until(() => messages.length >= 10_000);
      expect([messages.length, opened, stream.isOpen]).to.deep.equal([10_000, 1, true]);
      expect(messages.at(-1)).to.deep.equal({ itemId: 'i9999' });
    });

    for (const how of ['401', '500', 'html']) {
      it(`reports a failure and reconnects: ${how}`, async () => {
        const stream = listen(at(`${how}-then-well?${Math.random()}`));
        await until(() => failures.length > 0);
        expect([failures[0]!.code, opened, stream.isOpen]).to.deep.equal(['live-failed', 0, false]);
        window.dispatchEvent(new Event('online'));
        await until(() => opened > 0);
        expect(stream.isOpen).to.equal(true);
      });
    }

    it('reconnects itself when the stream drops at once', async () => {
      const stream = listen(at('drop'));
      await until(() => failures.length > 0);
      expect([opened, stream.isOpen]).to.deep.equal([1, false]);
    });
  });
});
