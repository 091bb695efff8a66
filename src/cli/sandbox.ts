import { CODE, PASSWORD } from '../sandbox/core/test-login.js';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../sandbox/index.js';
import { Failure } from './failure.js';
import { HELP, readOptions } from './options.js';
import { tokenRoutes } from './token-routes.js';

export { HELP as COMMAND_HELP };

/** Further ports that are tried when a port is in use. */
const MAX_PORT_STEPS = 100;

/** Runs `pluggy-elements sandbox` until SIGINT or SIGTERM. */
export async function runSandbox(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) return console.log(HELP);
  const sandbox = await startAtFreePort(options);
  const stop = () => void sandbox.close();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  console.log(describe(sandbox, options, await tokenRoutes(process.cwd())));
}

async function startAtFreePort(options: SandboxOptions): Promise<RunningSandbox> {
  const { port: first = 0 } = options;
  const last = Math.min(first + MAX_PORT_STEPS, 65_535);
  for (let port = first; ; port++) {
    try {
      return await startSandbox({ ...options, port });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port < last) continue;
      throw failureOf(error as NodeJS.ErrnoException, { ...options, port });
    }
  }
}

/** Returns the failure that tells the user which option to change. */
function failureOf(error: NodeJS.ErrnoException, { port, host = '' }: SandboxOptions): Error {
  if (error.code === 'EADDRINUSE') return new Failure(`Port ${port} is in use. Choose another one with --port.`);
  if (error.code === 'EACCES')
    return new Failure(`Port ${port} needs special rights. Choose one above 1023 with --port.`);
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? '')) {
    const advice = 'Listen on 127.0.0.1 or 0.0.0.0 first, and repeat --host for a name to answer to';
    return new Failure(`--host ${host} is not an address of this machine. ${advice}: --host 0.0.0.0 --host ${host}.`);
  }
  const refusal = (error as { body?: { message?: string } }).body?.message;
  if (refusal)
    return new Failure(`--webhook was refused, as Pluggy would: ${refusal}. Addresses of this machine are fine.`);
  return error;
}

function describe(sandbox: RunningSandbox, { port, webhook }: SandboxOptions, routes: readonly string[]): string {
  const { url, controlUrl, env } = sandbox;
  const note = port && !url.endsWith(`:${port}`) ? `   (port ${port} is in use)` : '';
  const lines = [
    `  Offline Pluggy   ${url}${note}`,
    `  Control page     ${controlUrl}`,
    ...(webhook ? [`  Webhooks to      ${webhook}`] : []),
    `  Test users       user-ok with ${PASSWORD} at Pluggy Bank; the code is ${CODE} where one is asked for`,
    '                   76109277673 as CPF at an Open Finance bank. The control page lists all.',
    '',
    '  Set in the environment of your backend (pluggy-sdk reads PLUGGY_API_URL):',
    ...Object.entries(env).map(([name, value]) => `    ${name}=${value}`),
    '',
    '  Set in your page, in development only. A development server on another port than the route forwards /api to the',
    '  backend (Vite: server.proxy):',
    `    <pluggy-connect token-endpoint="/api/connect-token" widget-url="${url}" include-sandbox>Connect</pluggy-connect>`,
    ...routes.flatMap((route) => ['', indent(route)]),
    '',
    '  Press Ctrl-C to stop.',
  ];
  return `\n${lines.join('\n')}\n`;
}

const indent = (text: string) => text.replace(/^(?=.)/gm, '  ');
