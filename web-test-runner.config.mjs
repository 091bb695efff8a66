import { spawn } from 'node:child_process';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { chromium, chromiumArgs, firefox, miniBrowser, webkitDriver } from './test/support/browsers.mjs';
import { bundleSdk, startServers } from './test/support/servers.mjs';

const SDK = '/__sdk__/pluggy-connect-sdk.js';
const WEBKIT_PORT = 4477;

// The SDK is CommonJS below and would not load as it is; the widget needs another origin than the page.
const sdk = await bundleSdk();
const servers = await startServers();

/** WebKit has no launcher of its own: its driver, on a display that nobody sees. */
const webkitProcesses = [];
function startWebKit() {
  const display = ':77';
  webkitProcesses.push(
    spawn('Xvfb', [display, '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { stdio: 'ignore' }),
  );
  const env = { ...process.env, DISPLAY: display };
  webkitProcesses.push(spawn(webkitDriver, [`--port=${WEBKIT_PORT}`], { env, stdio: 'ignore' }));
  process.on('exit', () => webkitProcesses.forEach((child) => child.kill()));
}

const available = {
  chromium: () => chromeLauncher({ launchOptions: { executablePath: chromium, args: chromiumArgs } }),
  firefox: () =>
    firefox &&
    Object.assign(chromeLauncher({ launchOptions: { browser: 'firefox', executablePath: firefox } }), {
      name: 'Firefox',
    }),
  webkit: () => {
    if (!webkitDriver || !miniBrowser) return undefined;
    startWebKit();
    return webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port: WEBKIT_PORT,
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
  files: 'test/{model,client,elements}/**/*.test.ts',
  nodeResolve: { exportConditions: ['production', 'default'] },
  // Three browsers at once on two cores make WebKit fail and axe time out.
  concurrency: 1,
  concurrentBrowsers: 1,
  testFramework: { config: { timeout: 15_000, ...(process.env.GREP ? { grep: process.env.GREP } : {}) } },
  browsers: wanted.map((name) => available[name]()).filter(Boolean),
  middleware: [
    (context, next) => {
      if (context.path !== SDK) return next();
      context.type = 'text/javascript';
      context.body = sdk;
    },
  ],
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: './tsconfig.json' }),
    {
      name: 'sdk-as-module',
      resolveImport: ({ source }) => (source === 'pluggy-connect-sdk' ? SDK : undefined),
      async serverStop() {
        await servers.close();
        webkitProcesses.forEach((child) => child.kill());
      },
    },
  ],
  testRunnerHtml: (testFramework) => `<!doctype html><html lang="en"><body>
    <script>globalThis.testServers = ${JSON.stringify(servers.urls)};</script>
    <script type="module" src="${testFramework}"></script></body></html>`,
};
