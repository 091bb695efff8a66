import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { tsImport } from 'tsx/esm/api';
import { chromiumArgs, firefox, headlessShell, miniBrowser, webkitDriver } from './test/support/browsers.mjs';
import { wtrReporter } from './test/runner/wtr-reporter.mjs';
import { bundleSdk, redirectBackend, startServers } from './test/support/servers.mjs';

const SDK = '/__sdk__/pluggy-connect-sdk.js';
const REACT = '/__react__/react.js';
const REACT_EXPORTS = `export { createElement } from 'react';
export { createRoot } from 'react-dom/client';
export { flushSync } from 'react-dom';`;

// The SDK and React contain CommonJS modules, which browsers cannot load; the widget needs another origin than the page.
const sdk = await bundleSdk();
const servers = await startServers();

/** Redirects of the page's own origin, for tests of requests that carry the page's CSRF token. */
const redirects = redirectBackend();

/** React, bundled on the first request. */
let react;

/** Code that renders a page as a server does, loaded on the first request. */
let server;

/** WebKit has no launcher of its own: start its driver on a virtual display. */
const webkitProcesses = [];
async function startWebKit() {
  const display = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  webkitProcesses.push(display);
  process.on('exit', () => webkitProcesses.forEach((child) => child.kill()));
  const [number] = await once(display.stdout, 'data');
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  // Without accelerated compositing: Mesa's software rasterizer crashes the web process now and then.
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, WEBKIT_DISABLE_COMPOSITING_MODE: '1' };
  webkitProcesses.push(spawn(webkitDriver, [`--port=${port}`], { env, stdio: 'ignore' }));
  return port;
}

/** A page that has the focus, also while another page has it. */
async function pageWithFocus({ context }) {
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  // The time zone of most people who use the elements: a date without a zone means another moment there.
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'America/Sao_Paulo' });
  return page;
}

const available = {
  chromium: () =>
    chromeLauncher({
      launchOptions: { executablePath: headlessShell, headless: 'shell', args: chromiumArgs },
      // Half of the time of such a test is waiting. Two files run beside each other, with cookies of their own.
      concurrency: 2,
      createBrowserContext: ({ browser }) => browser.createBrowserContext(),
      createPage: pageWithFocus,
    }),
  firefox: () =>
    firefox &&
    Object.assign(chromeLauncher({ launchOptions: { browser: 'firefox', executablePath: firefox } }), {
      name: 'Firefox',
    }),
  webkit: async () => {
    if (!webkitDriver || !miniBrowser) return undefined;
    const port = await startWebKit();
    return webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port,
      path: '/',
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
      },
    });
  },
};
const wanted = process.env.ENGINES?.split(',') ?? Object.keys(available);

export default {
  files: 'test/{client,elements}/**/*.test.ts',
  nodeResolve: { exportConditions: ['production', 'default'] },
  // Firefox and WebKit give the focus to one page at a time. Both at once have ended a run without a report.
  concurrency: 1,
  concurrentBrowsers: 1,
  // Limits that end a run that hangs. A test that requires speed has its own limit.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 120_000, ...(process.env.GREP ? { grep: process.env.GREP } : {}) } },
  browsers: (await Promise.all(wanted.map((name) => available[name]()))).filter(Boolean),
  reporters: [process.send ? wtrReporter() : defaultReporter()],
  middleware: [
    async (context, next) => {
      if (context.path === '/__server-rendered__') {
        // Load this module once: a tag can be registered only once.
        server ??= tsImport('./test/support/server-rendered.ts', import.meta.url);
        const { NONCE, serverRendered } = await server;
        context.set('content-security-policy', `style-src 'nonce-${NONCE}'`);
        context.type = 'text/html';
        context.body = await serverRendered();
        return undefined;
      }
      if (context.path === '/__embedder-policy__') {
        context.set('cross-origin-embedder-policy', 'require-corp');
        context.type = 'text/html';
        // A blocked frame is noticed after two rounds of a timer in Firefox.
        const faster = '<script>const every = setInterval; setInterval = (run, ms) => every(run, ms / 10);</script>';
        context.body = `<!doctype html>${faster}<script type="module" src="/src/define/connect.ts"></script>`;
        return undefined;
      }
      if (context.path.startsWith('/__redirects__/')) {
        context.respond = false;
        return redirects(context.req, context.res);
      }
      // Served to the test of a chunk that fails to load.
      const missing = context.cookies.get('no-chunk');
      if (missing && context.path.includes(missing)) {
        context.status = 503;
        return;
      }
      if (context.path === REACT) {
        context.type = 'text/javascript';
        context.body = await (react ??= bundleSdk(REACT_EXPORTS));
        return undefined;
      }
      if (context.path !== SDK) return next();
      // Served to the test of a chunk that fails to load.
      if (context.cookies.get('no-sdk')) {
        context.status = 503;
        return;
      }
      // A test makes this request fail: the browser must not answer from its cache.
      context.set('cache-control', 'no-store');
      // Chromium may still hold the module in memory from the previous page.
      context.set('vary', '*');
      context.type = 'text/javascript';
      // Served to the test of an SDK whose file arrives and throws, as its CDN bundle does on a page that changes objects.
      const isBroken = context.cookies.get('broken-sdk');
      context.body = isBroken ? "throw new TypeError('Getter must be a function: text'); export {};" : sdk;
    },
  ],
  plugins: [
    {
      name: 'console-guard',
      transform({ path, body }) {
        if (!path.endsWith('.test.ts')) return undefined;
        // Keep the code on the same line, so that line numbers stay correct.
        return `import '/test/support/console.mocha.ts'; ${body}`;
      },
    },
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.json' }),
    {
      name: 'sdk-as-module',
      resolveImport: ({ source }) =>
        source === 'pluggy-connect-sdk' ? SDK : /^react(-dom)?(\/|$)/.test(source) ? REACT : undefined,
      async serverStop() {
        await servers.close();
        webkitProcesses.forEach((child) => child.kill());
      },
    },
  ],
  // Files that run beside each other would hear each other's channels, as tabs of one application do.
  testRunnerHtml: (testFramework) => `<!doctype html><html lang="en"><body>
    <script>
      globalThis.testServers = ${JSON.stringify(servers.urls)};
      const page = crypto.randomUUID();
      globalThis.BroadcastChannel = class extends BroadcastChannel {
        constructor(name) {
          super(\`\${name} \${page}\`);
        }
        get name() {
          return super.name.replace(\` \${page}\`, '');
        }
      };
    </script>
    <script type="module" src="${testFramework}"></script></body></html>`,
};
