// Shared by the benches of elements: a page with one bundled module, and bounds.
import path from 'node:path';
import { launchBrowser } from './browser.mjs';
import { bundle, serve } from './pages.mjs';
import { lowerEnd, machine, show, today } from './report.mjs';

const checks = [];
/** Prints a number beside its bound. */
export function check(label, values, bound) {
  const isWithinBound = lowerEnd(values) <= bound;
  checks.push(isWithinBound);
  console.log(`  ${label}: ${show(values, 2)}, bound ${bound}${isWithinBound ? '' : ' NOT HELD'}`);
}

/** Opens pages with a module, a file beside this one, that puts its measurements under `globalThis.bench`. */
export async function startBench(module, intro) {
  // Bundle the module as an entry: package.json says that modules outside of its list have no side effects.
  const entry = { stdin: undefined, entryPoints: { main: path.join(import.meta.dirname, module) } };
  const { files } = await bundle('', { ...entry, external: ['pluggy-connect-sdk'] });
  // An isolated page has a finer clock.
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  const page = '<!doctype html><html lang="en"><meta charset="utf-8"><script type="module" src="/main.js"></script>';
  const server = await serve({ '': page, ...files }, { headers });
  const browser = await launchBrowser('--js-flags=--expose-gc');
  if (intro) console.log(`${machine(browser)}\n${today()}, ${intro}; median [10 % … 90 %]\n`);

  return {
    browser,
    async open() {
      const page = await browser.newPage();
      await page.goto(server.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
    },
    /** Exits with 1 where a bound does not hold. */
    async end() {
      await this.close();
      process.exit(checks.every(Boolean) ? 0 : 1);
    },
  };
}
