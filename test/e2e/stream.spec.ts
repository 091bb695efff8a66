import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ALONE, anItem, expect, test } from './support/test.js';

/** New Items in the stream, within one second. */
const ITEMS = 10_000;
const SLICE_MS = 10;

interface Measured {
  renders: number;
  frames: number;
  items: number;
  clicksMs: number[];
}

/** Serves a stream that begins when `start` is called. */
async function streamOfItems() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
    response.flushHeaders();
    start = () => {
      const startedAt = Date.now();
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.min(ITEMS, ((Date.now() - startedAt) * ITEMS) / 1000);
        let events = '';
        for (; sent < due; sent++) events += `data: ${JSON.stringify(anItem({ id: `item-${sent}` }))}\n\n`;
        response.write(events);
        if (sent === ITEMS) clearInterval(timer);
      }, SLICE_MS);
    };
  }).listen(0, '127.0.0.1');
  let start = () => {};
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    start: () => start(),
    close: () => (server.close(), server.closeAllConnections()),
  };
}

test('a list answers clicks while 10,000 new Items arrive in a second', ALONE, async ({ page, show, host }) => {
  const stream = await streamOfItems();
  host.route('/items', () => ({ body: [anItem({ id: 'first' })] }));
  await show(`<button id="press">Press</button>
    <pluggy-provider items-endpoint="/items" events-endpoint="${stream.url}"><pluggy-item-list></pluggy-item-list></pluggy-provider>`);
  await page.locator('pluggy-item-card').waitFor();
  await page.evaluate(() => {
    const measured: Measured = { renders: 0, frames: 0, clicksMs: [], items: 0 };
    Object.assign(window, { measured });
    addEventListener('pluggy-item-change', () => measured.items++);
    // From the press to the next paint, as the browser measures it.
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'click') measured.clicksMs.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    const { prototype } = customElements.get('pluggy-item-list') as unknown as {
      prototype: { update: (this: unknown, changed: unknown) => void };
    };
    const { update } = prototype;
    prototype.update = function (changed) {
      measured.renders++;
      update.call(this, changed);
    };
    const count = () => {
      measured.frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const readMeasured = () => page.evaluate(() => (window as unknown as { measured: Measured }).measured);

  stream.start();
  let clicks = 0;
  while ((await readMeasured()).items < ITEMS || clicks < 10) {
    await page.locator('#press').click();
    clicks++;
  }
  const { renders, frames, clicksMs } = await readMeasured();
  await page.goto('about:blank');
  stream.close();
  expect(Math.max(0, ...clicksMs)).toBeLessThan(200);
  // The announcements of changes render the list, too.
  expect(renders).toBeLessThan(frames + 10);
});
