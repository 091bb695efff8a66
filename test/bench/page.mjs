// Shared by the benches of elements: pages with one bundled module.
import path from 'node:path';
import { launchBrowser } from './browser.mjs';
import { bundle, serve } from './pages.mjs';

/** Opens pages with a module, a file beside this one, that puts its measurements under `globalThis.bench`. */
export async function startBench(module) {
  // Bundle the module as an entry: package.json says that modules outside of its list have no side effects.
  const entry = { stdin: undefined, entryPoints: { main: path.join(import.meta.dirname, module) } };
  const { files } = await bundle('', { ...entry, external: ['pluggy-connect-sdk'] });
  // An isolated page has a finer clock.
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  const page = '<!doctype html><html lang="en"><meta charset="utf-8"><script type="module" src="/main.js"></script>';
  const server = await serve({ '': page, ...files }, { headers });
  const browser = await launchBrowser('--js-flags=--expose-gc');

  return {
    browser,
    /** `options` are the browser context's. */
    async open(options) {
      const page = await browser.newPage(options);
      await page.goto(server.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
