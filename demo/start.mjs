/**
 * `npm start`: builds the library if needed, and runs the sandbox and the demo's server.
 *
 * An old Node must be able to parse this file, to print a clear message instead of a syntax error: use no syntax newer
 * than Node 14, and import everything after the version check.
 */
const MIN_NODE_VERSION = [20, 19];

const MAX_PORT = 65535;
/** Further ports that are tried when a port is in use. */
const MAX_PORT_STEPS = 100;

const USAGE = `npm start -- [options]

  --latency <ms>      delays every response of the sandbox
  --fail <routes>     makes routes of the sandbox fail, e.g. --fail connect_token,items
  --open              opens the page in the browser

  PORT                port of the page (default 4200; the next free one if it is in use)
  SANDBOX_PORT        port of the sandbox (default 4300; the next free one if it is in use)
  HOST                interface to listen on (default 127.0.0.1)
  ALLOWED_HOSTS       further host names of this server, with commas between them
  SESSION_SECRET      keeps people signed in across restarts
  DATABASE_URL        PostgreSQL server to use instead of the embedded PostgreSQL
  DATA_DIR            data folder of the embedded PostgreSQL (default demo/.data)
  PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET
                      use Pluggy instead of the sandbox
  USER_ID_PREFIX      beginning of each clientUserId at Pluggy, before a colon (default demo); Items of
                      other environments are ignored
  PUBLIC_URL          public https address of this server, for Pluggy's webhooks and for institutions that return
                      users to the page`;

/** An error that is printed without a stack trace: its message tells the user what to do. */
class Failure extends Error {}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  if (version[0] > MIN_NODE_VERSION[0] || (version[0] === MIN_NODE_VERSION[0] && version[1] >= MIN_NODE_VERSION[1]))
    return;
  throw new Failure(
    `Node ${process.versions.node} is too old: install Node ${MIN_NODE_VERSION.join('.')} or newer from https://nodejs.org, then run npm start again.`,
  );
}

async function readOptions() {
  const { parseArgs } = await import('node:util');
  try {
    const { values } = parseArgs({
      options: {
        latency: { type: 'string' },
        fail: { type: 'string', multiple: true },
        open: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const fail = (values.fail || []).flatMap((routes) => routes.split(',')).filter(Boolean);
    const latency = values.latency === undefined ? undefined : readNumber('--latency', values.latency, 60000);
    return { fail, latency, open: values.open, help: values.help };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${error.message.split('\n')[0]} (npm start -- --help lists the options)`);
  }
}

function readNumber(name, text, max) {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw new Failure(`${name} must be a whole number from 0 to ${max}, not "${text}".`);
}

function readPort(name, fallback) {
  return process.env[name] ? readNumber(name, process.env[name], MAX_PORT) : fallback;
}

/** Returns Pluggy's credentials from the environment, if set. */
function readCredentials() {
  const { PLUGGY_CLIENT_ID: clientId, PLUGGY_CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId && !clientSecret) return undefined;
  if (clientId && clientSecret) return { clientId, clientSecret };
  const missing = clientId ? 'PLUGGY_CLIENT_SECRET' : 'PLUGGY_CLIENT_ID';
  throw new Failure(`${missing} is not set: set both credentials to use Pluggy, or none to use the sandbox.`);
}

/** Returns the public address of this server. Without one, Pluggy cannot send webhooks. */
function readPublicUrl() {
  const { PUBLIC_URL: text } = process.env;
  if (!text || /^https:\/\/[^/:@]+\/?$/.test(text)) return text;
  throw new Failure(`PUBLIC_URL must be an https address without port and path, not "${text}".`);
}

/** Returns the host names under which browsers and Pluggy reach this server. */
function readHosts(publicUrl) {
  const { ALLOWED_HOSTS: names = '' } = process.env;
  const hosts = names.split(',').filter(Boolean);
  return publicUrl ? [...hosts, new URL(publicUrl).hostname] : hosts;
}

async function readDatabase() {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL };
  const { fileURLToPath } = await import('node:url');
  return { folder: process.env.DATA_DIR || fileURLToPath(new URL('.data', import.meta.url)) };
}

/** Returns the first port from `first` on that is free and not `reserved`; 0 is any free port. */
async function findPort(variable, first, host, reserved) {
  for (let port = first; ; port++) {
    if (port && port === reserved) continue;
    const error = await tryPort(port, host);
    if (!error) return port;
    if (error.code === 'EACCES') {
      throw new Failure(
        `Permission to use port ${port} was denied. Choose another port: ${variable}=${port + 1024} npm start`,
      );
    }
    if (error.code !== 'EADDRINUSE')
      throw new Failure(`HOST=${host} is not an address of this machine: ${error.code}.`);
    if (port >= Math.min(first + MAX_PORT_STEPS, MAX_PORT)) {
      throw new Failure(
        `Ports ${first} to ${port} are in use. Choose another port: ${variable}=${first + 1000} npm start`,
      );
    }
  }
}

/** Listens on the port for a moment. Returns the error, if any. */
async function tryPort(port, host) {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Says that another port than the usual one is used. */
const noteOf = (first, port) => (port === first ? '' : `   (port ${first} is in use)`);

/** Builds what the page loads, if it is missing or older than the sources. Returns the seconds that the build took. */
async function build() {
  const { spawn } = await import('node:child_process');
  const { once } = await import('node:events');
  const { fileURLToPath } = await import('node:url');
  const { isBuilt, isPageBuilt } = await import('../scripts/is-built.mjs');
  if (isBuilt() || isPageBuilt()) return undefined;

  const begun = performance.now();
  console.log('Building the library…');
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const [status] = await once(spawn(process.execPath, [script, '--page'], { stdio: 'inherit' }), 'exit');
  if (status !== 0) throw new Failure('The library could not be built. See the output above.');
  return ((performance.now() - begun) / 1000).toFixed(1);
}

/** Starts a server. On failure, names the variable that chooses another port or folder. */
async function listen(variable, port, start) {
  try {
    return await start(port);
  } catch (error) {
    const code = error.code || (error.cause && error.cause.code);
    // The port was free when it was checked.
    if (code === 'EADDRINUSE') {
      throw new Failure(`Port ${port} is in use. Choose another port: ${variable}=${port + 1} npm start`);
    }
    if (error.name === 'FolderInUse') {
      throw new Failure(`${error.message} Stop it, or choose another folder: DATA_DIR=${error.folder}-2 npm start`);
    }
    if (['OtherEnvironment', 'NewerData', 'BadPrefix'].includes(error.name)) throw new Failure(error.message);
    if (error.name === 'UnusableFolder') {
      throw new Failure(`${error.message} Another folder: DATA_DIR=/some/folder npm start`);
    }
    throw error;
  }
}

async function openBrowser(url) {
  const { spawn } = await import('node:child_process');
  const [command, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] || ['xdg-open'];
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => console.log(`The browser could not be opened. Go to ${url}`))
    .unref();
}

async function run() {
  checkNode();
  const options = await readOptions();
  if (options.help) return console.log(USAGE);
  const credentials = readCredentials();
  const publicUrl = readPublicUrl();
  const database = await readDatabase();
  const firstPort = readPort('PORT', 4200);
  const firstSandboxPort = readPort('SANDBOX_PORT', 4300);
  const host = process.env.HOST || '127.0.0.1';
  const port = await findPort('PORT', firstPort, host);
  const sandboxPort = credentials ? 0 : await findPort('SANDBOX_PORT', firstSandboxPort, '127.0.0.1', port);

  const { tsImport } = await import('tsx/esm/api').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Failure('The dependencies are not installed. Run npm install first.');
  });
  // The servers start during the build, since they need its files for the first page only.
  const building = build();
  building.catch(() => {});

  const running = [];
  const stop = async () => {
    // Close in reverse order, because the server may still be reading from the sandbox.
    for (const server of running.reverse()) await server.close();
  };

  try {
    let pluggy = credentials;
    let sandboxUrl;
    if (!credentials) {
      const { startSandbox } = await tsImport('../src/sandbox/node.ts', import.meta.url);
      const sandbox = await listen('SANDBOX_PORT', sandboxPort, (free) =>
        startSandbox({
          port: free,
          latencyMs: options.latency,
          fail: options.fail,
          allowLoopbackWebhooks: true,
          // MFA codes of the example connections must not expire while a visitor explores the demo.
          inputTimeoutMs: 30 * 60000,
        }),
      );
      running.push(sandbox);
      sandboxUrl = sandbox.url;
      pluggy = { ...sandbox.sandbox.keys, baseUrl: sandbox.url };
    }

    const { startServer } = await tsImport('./server/node.ts', import.meta.url);
    const { people, connectPeople } = await tsImport('./people.ts', import.meta.url);
    const { randomBytes } = await import('node:crypto');
    const server = await listen('PORT', port, (free) =>
      startServer({
        port: free,
        host,
        hosts: readHosts(publicUrl),
        pluggy: { ...pluggy, oauthRedirectUri: publicUrl, log: (line) => console.error(line) },
        database,
        webhooks: sandboxUrl ? 'loopback' : publicUrl,
        sandboxUrl,
        people,
        // Other environments of the same Pluggy application have other users.
        userIdPrefix: credentials ? process.env.USER_ID_PREFIX || 'demo' : undefined,
        sessionSecret: process.env.SESSION_SECRET || randomBytes(32).toString('base64url'),
      }),
    );
    running.push(server);
    if (sandboxUrl) {
      await connectPeople({ url: server.url, sandboxUrl }).catch((error) =>
        console.error(`Creating the example connections failed: ${error.message}`),
      );
    }

    const seconds = await building;
    const simulated = sandboxUrl && [
      `  Banks      simulated at ${sandboxUrl}${noteOf(firstSandboxPort, sandboxPort)}`,
      `  Control    ${sandboxUrl}/sandbox/control: puts each connection into any state`,
      '  Test user  user-ok with password-ok at Pluggy Bank, and 123456 where a code is asked for;',
      '             76109277673 as CPF at an Open Finance bank. The control page lists all.',
    ];
    const lines = [
      `  Demo       ${server.url}${noteOf(firstPort, port)}`,
      `  People     ${people.map(({ name }) => name).join(' and ')}, each with a connection in every state: choose one at the top of the page`,
      `  Recipes    ${server.url}/recipes/`,
      ...(simulated || ['  Banks      from Pluggy']),
      ...(seconds ? [`  Build      took ${seconds} s; later starts skip it until a source changes`] : []),
      '',
      '  Press Ctrl-C to stop.',
    ];
    console.log(`\n${lines.join('\n')}\n`);
    if (options.open) await openBrowser(server.url);
  } catch (error) {
    await stop();
    throw error;
  }

  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
}

run().catch((error) => {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
});
