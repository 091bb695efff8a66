import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { JAVASCRIPT } from '../../src/cli/token-route-javascript.js';
import { chromiumArgs, headlessShell } from '../support/browsers.mjs';
import { consumerFolder } from '../support/consumer.js';
import { ROOT, sample } from '../support/docs.js';
import { freePort } from '../support/port.js';

/** Runs a program of the project in a folder. Returns its exit code and output. */
async function run(cwd: string, script: string, ...args: string[]): Promise<[code: number | null, output: string]> {
  // The runner of this test sets variables that the runner of the samples would read.
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
    cwd,
    env: { PATH, HOME, NO_COLOR: '1', CI: '1' },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return [code, Buffer.concat(output).toString()];
}

/** A backend with the token route that the command prints for Node, and a page. */
const SERVER = JAVASCRIPT.plain.code
  .replace(
    "if (request.method !== 'POST'",
    "if (await servePage(request, response)) return;\n  if (request.method !== 'POST'",
  )
  .replace('process.env.PORT ?? 3000', 'process.env.PORT').concat(`
import { readFile } from 'node:fs/promises';

async function servePage({ method, url }, response) {
  if (method !== 'GET') return false;
  const [, file] = /^\\/cdn\\/([\\w.-]+)$/.exec(url) ?? [];
  const html = \`<!doctype html><html lang="en"><title>Shop</title><script type="module" src="/cdn/pluggy-elements.js"></script>
    <pluggy-connect token-endpoint="/api/connect-token" widget-url="\${process.env.PLUGGY_API_URL}" include-sandbox>
      Connect your bank
    </pluggy-connect>
    <output></output>
    <script>
      addEventListener('pluggy-close', ({ outcome }) => { document.querySelector('output').value = outcome.type; });
    </script>\`;
  response.setHeader('Content-Type', file ? 'text/javascript' : 'text/html');
  response.end(file ? await readFile('node_modules/pluggy-elements/dist/cdn/' + file) : html);
  return true;
}
`);

/** Returns the configuration with free ports and the browser of this machine. */
async function onThisMachine(config: string): Promise<string> {
  const [sandboxPort, port] = [await freePort(), await freePort()];
  const launchOptions = JSON.stringify({ executablePath: headlessShell, args: chromiumArgs });
  return config
    .replaceAll('4001', String(sandboxPort))
    .replaceAll('3000', String(port))
    .replace('use: {', `use: { launchOptions: ${launchOptions},`)
    .replace('env: {', `env: { PORT: '${port}',`);
}

const UNIT = ['connect.test.js', 'connections.test.js', 'connect.dom.test.js'];

describe('the samples of docs/testing.md', () => {
  it.each(['jsdom', 'happy-dom'])('pass in Vitest with %s, and Lit prints nothing', async (dom) => {
    const files = Object.fromEntries(UNIT.map((name) => [name, sample(name).replace('jsdom', dom)]));
    // Vite would find the configuration of the project.
    files['vitest.config.js'] = 'export default {};';
    const { folder, remove } = consumerFolder([], files);
    onTestFinished(remove);
    const [code, output] = await run(folder, 'vitest/vitest.mjs', 'run', '--root', folder);
    expect(output).toContain('Test Files  3 passed');
    expect(output).toContain('Tests  5 passed');
    expect(output).not.toContain('lit.dev');
    expect(code, output).toBe(0);
  });

  it('set up the offline Pluggy, and put a connection into a state', async () => {
    const test = `import { expect, test } from 'vitest';
      import { itemThatWaits } from './sandbox-item.js';
      test('waits', async () => {
        const { status } = await itemThatWaits(process.env.PLUGGY_API_URL);
        expect(status).toBe('WAITING_USER_INPUT');
      });`;
    const config = "export default { test: { globalSetup: './sandbox-setup.js' } };";
    const { folder, remove } = consumerFolder(['sandbox-setup.js', 'sandbox-item.js'], {
      'waits.test.js': test,
      'vitest.config.js': config,
    });
    onTestFinished(remove);
    const [code, output] = await run(folder, 'vitest/vitest.mjs', 'run', '--root', folder);
    expect([code, output]).toEqual([0, expect.stringContaining('Tests  1 passed')]);
  });

  it('start the offline Pluggy and a backend for Playwright, and connect a bank', async () => {
    const { folder, remove } = consumerFolder(['connect.spec.js'], {
      'playwright.config.js': await onThisMachine(sample('playwright.config.js')),
      'server.mjs': SERVER,
    });
    onTestFinished(remove);
    const [code, output] = await run(folder, '@playwright/test/cli.js', 'test');
    expect([code, output]).toEqual([0, expect.stringContaining('1 passed')]);
  });
});
