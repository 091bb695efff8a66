import { measureList, pressMeanwhile, serveItemStream } from '../support/item-stream.mjs';
import { ALONE, anItem, expect, test } from './support/test.js';

test('a list answers clicks while 10,000 new Items arrive in a second', ALONE, async ({ page, show, host }) => {
  const stream = await serveItemStream((index) => anItem({ id: `item-${index}` }));
  host.route('/items', () => ({ body: [anItem({ id: 'first' })] }));
  await show(`<button id="press">Press</button>
    <pluggy-provider items-endpoint="/items" events-endpoint="${stream.url}"><pluggy-item-list></pluggy-item-list></pluggy-provider>`);
  await page.locator('pluggy-item-card').waitFor();
  await page.evaluate(measureList);

  stream.start();
  const { renders, frames, clicksMs } = await pressMeanwhile(page, '#press');
  await page.goto('about:blank');
  stream.close();
  expect(Math.max(0, ...clicksMs)).toBeLessThan(200);
  expect(renders).toBeGreaterThan(5);
  // The count of frames begins within a frame.
  expect(renders).toBeLessThanOrEqual(frames + 1);
});
