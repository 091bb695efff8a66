// A stream of many new Items, and what a page with a list does meanwhile. For the end-to-end test and the bench.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** New Items in the stream, within one second, unless said otherwise. */
const ITEMS = 10_000;
const SLICE_MS = 10;

/** Serves a stream that begins when `start` is called; `itemAt` makes each Item. */
export async function serveItemStream(itemAt, { items = ITEMS, perSecond = ITEMS } = {}) {
  let start = () => {};
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
    response.flushHeaders();
    start = () => {
      const startedAt = Date.now();
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.min(items, ((Date.now() - startedAt) * perSecond) / 1000);
        let events = '';
        for (; sent < due; sent++) events += `data: ${JSON.stringify(itemAt(sent))}\n\n`;
        response.write(events);
        if (sent === items) clearInterval(timer);
      }, SLICE_MS);
    };
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${server.address().port}/`,
    start: () => start(),
    close: () => (server.close(), server.closeAllConnections()),
  };
}

/** Runs in a page with a list: counts renders of the list, frames and changed Items, and times clicks, in `measured`. */
export function measureList() {
  const { addEventListener, customElements, requestAnimationFrame } = globalThis;
  const measured = { renders: 0, frames: 0, items: 0, clicksMs: [] };
  globalThis.measured = measured;
  addEventListener('pluggy-item-change', () => measured.items++);
  // From the press to the next paint, as the browser measures it.
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'click') measured.clicksMs.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 });
  const { prototype } = customElements.get('pluggy-item-list');
  const { update } = prototype;
  // The element ignores assignments to its methods.
  Object.defineProperty(prototype, 'update', {
    value(changed) {
      measured.renders++;
      update.call(this, changed);
    },
  });
  const count = () => {
    measured.frames++;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}

/** Presses a button while the Items arrive, ten times at least. Returns the measurements. */
export async function pressMeanwhile(page, button) {
  const readMeasured = () => page.evaluate('measured');
  let measured = await readMeasured();
  for (let clicks = 0; measured.items < ITEMS || clicks < 10; clicks++) {
    await page.locator(button).click();
    measured = await readMeasured();
  }
  return measured;
}
