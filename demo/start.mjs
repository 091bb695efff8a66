/**
 * `npm start`: builds the library if needed, and runs the sandbox and the demo's server.
 *
 * An old Node must be able to parse this file, to print a clear message instead of a syntax error: use no syntax newer
 * than Node 14, and import everything after the version check.
 */
const MIN_NODE_VERSION = [20, 19];

const USAGE = `npm start -- [options]

  --latency <ms>      delays every response of the sandbox
  --fail <routes>     makes routes of the sandbox fail, e.g. --fail connect_token,items
  --open              opens the page in the browser

  PORT                port of the page (default 4200)
  SANDBOX_PORT        port of the sandbox (default 4300)
  HOST                interface to listen on (default 127.0.0.1)
  ALLOWED_HOSTS       further host names of this server, with commas between them
  SESSION_SECRET      keeps people signed in across restarts
  DATABASE_URL        PostgreSQL server to use instead of the embedded PostgreSQL
  DATA_DIR            data folder of the embedded PostgreSQL (default demo/.data)
  PLUGGY_CLIENT_ID, PLUGGY_CLIENT_SECRET
                      use Pluggy instead of the sandbox
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
  return process.env[name] ? readNumber(name, process.env[name], 65535) : fallback;
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

/** Builds `dist` if it is missing or older than the sources. */
async function build() {
  const { spawnSync } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const { isBuilt } = await import('../scripts/is-built.mjs');
  if (isBuilt()) return;

  console.log('Building the library…');
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Failure('The library could not be built. See the output above.');
}

/** Starts a server on a port. On failure, names the variable that chooses another port. */
async function listen(variable, port, start) {
  try {
    return await start(port);
  } catch (error) {
    const code = error.code || (error.cause && error.cause.code);
    if (code === 'EADDRINUSE') {
      throw new Failure(`Port ${port} is in use. Choose another port: ${variable}=${port + 1} npm start`);
    }
    if (code === 'EACCES') {
      throw new Failure(
        `Permission to use port ${port} was denied. Choose another port: ${variable}=${port + 1024} npm start`,
      );
    }
    if (error.name === 'FolderInUse') {
      throw new Failure(`${error.message} Stop it, or choose another folder: DATA_DIR=${error.folder}-2 npm start`);
    }
    if (error.name === 'UnusableFolder' || error.name === 'NewerData') {
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
  const port = readPort('PORT', 4200);
  const sandboxPort = readPort('SANDBOX_PORT', 4300);

  const { tsImport } = await import('tsx/esm/api').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Failure('The dependencies are not installed. Run npm install first.');
  });
  await build();

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
        host: process.env.HOST || '127.0.0.1',
        hosts: readHosts(publicUrl),
        pluggy: { ...pluggy, oauthRedirectUri: publicUrl, log: (line) => console.error(line) },
        database,
        webhooks: sandboxUrl ? 'loopback' : publicUrl,
        sandboxUrl,
        people,
        sessionSecret: process.env.SESSION_SECRET || randomBytes(32).toString('base64url'),
      }),
    );
    running.push(server);
    if (sandboxUrl) {
      await connectPeople({ url: server.url, sandboxUrl }).catch((error) =>
        console.error(`Creating the example connections failed: ${error.message}`),
      );
    }

    console.log(`
  Demo      ${server.url}
  Recipes   ${server.url}/recipes/
  Banks     ${sandboxUrl ? `simulated at ${sandboxUrl}, sign in with user-ok and password-ok` : 'from Pluggy'}

  Press Ctrl-C to stop.
`);
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
