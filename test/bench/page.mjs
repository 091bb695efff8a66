// What the benches of elements share: a page with one bundled module in it, numbers and their spread, and bounds.
import { once } from 'node:events';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright';
import { chromium, chromiumArgs } from '../support/browsers.mjs';

/** A number from the command line. */
export const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : otherwise;
};

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const median = (values) => (at(values, 0.5) + sorted(values)[Math.ceil(values.length / 2) - 1]) / 2;
/** The median, with where a tenth and nine tenths lie. */
export const show = (values, digits = 1) =>
  `${median(values).toFixed(digits)} [${at(values, 0.1).toFixed(digits)} … ${at(values, 0.9).toFixed(digits)}]`;

/** The lower end of the 95 % interval of the median, by its rank: noise alone does not pass a bound. */
function lowerEnd(values) {
  const rank = Math.floor(values.length / 2 - 0.98 * Math.sqrt(values.length));
  return sorted(values)[Math.max(0, rank)];
}

const checks = [];
/** Prints a number beside its bound. */
export function check(label, values, bound) {
  const held = lowerEnd(values) <= bound;
  checks.push(held);
  console.log(`  ${label}: ${show(values, 2)}, bound ${bound}${held ? '' : ' NOT HELD'}`);
}

/** Opens pages whose module, a file beside this one, puts what it measures under `globalThis.bench`. */
export async function startBench(module, intro) {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, module)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    mainFields: ['module', 'main'],
    external: ['pluggy-connect-sdk'],
    tsconfig: path.resolve(import.meta.dirname, '../../tsconfig.json'),
    logLevel: 'silent',
  });
  const server = createServer((request, response) => {
    const isScript = request.url === '/main.js';
    // Isolated, the page has a finer clock.
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(
      isScript ? outputFiles[0].text : '<!doctype html><html lang="en"><script type="module" src="/main.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await playwright.launch({
    executablePath: chromium,
    args: [...chromiumArgs, '--js-flags=--expose-gc'],
  });

  console.log(
    `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${os.type()}, Node ${process.version}, Chromium ${browser.version()}`,
  );
  console.log(`${new Date().toISOString().slice(0, 10)}, ${intro}; median [10 % … 90 %]\n`);

  return {
    async open() {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${server.address().port}/`);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    /** Exits with 1 where a bound does not hold. */
    async end() {
      await browser.close();
      server.close();
      server.closeAllConnections();
      process.exit(checks.every(Boolean) ? 0 : 1);
    },
  };
}
