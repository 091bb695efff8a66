// `npm run screenshot`, after `npm run build`: takes docs/screenshot.png, the connections on the demo's page in
// English.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { startDemo } from '../test/e2e/support/demo.js';
import { chromiumArgs, headlessShell } from '../test/support/browsers.mjs';
import { withoutFilters } from './png.js';

const FILE = path.resolve(import.meta.dirname, '../docs/screenshot.png');
const VIEWPORT = { width: 1000, height: 720 };

const demo = await startDemo({ withPeople: true });
const browser = await chromium.launch({ executablePath: headlessShell, args: chromiumArgs });
try {
  const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en-GB', reducedMotion: 'reduce' });
  await page.goto(demo.url);
  await page.locator('#language').selectOption('en');
  const list = page.locator('pluggy-item-list');
  await list.locator('pluggy-item-card .head').first().waitFor();
  await page.waitForLoadState('networkidle');
  const { y } = (await page.locator('#accounts').boundingBox())!;
  await page.evaluate((top) => window.scrollTo(0, top - 16), y);
  writeFileSync(FILE, withoutFilters(await page.screenshot({ animations: 'disabled' })));
} finally {
  await browser.close();
  await demo.close();
}
