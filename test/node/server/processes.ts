import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ServerOptions } from '../../../demo/server/node.js';

const SERVE = fileURLToPath(new URL('serve.mjs', import.meta.url));

/** Starts a backend in a separate process. */
export async function startProcess(options: ServerOptions) {
  const child = spawn(process.execPath, [SERVE, JSON.stringify({ port: 0, ...options })]);
  const printed = { text: '' };
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => (printed.text += chunk.toString()));
  }
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const ready = /ready (\S+)/.exec(printed.text)?.[1];
      if (ready) resolve(ready);
    });
    void ended.then(() => reject(new Error(printed.text)));
  });
  return {
    url,
    printed,
    /** Kills the process without a chance to clean up, like the kernel when memory runs out. */
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
    async stop(): Promise<void> {
      child.kill('SIGTERM');
      await ended;
    },
    /** Sends a request, with the signature that `visit` expects. */
    request: (path: string, init?: RequestInit) => fetch(`${url}${path}`, init),
  };
}

export type Process = Awaited<ReturnType<typeof startProcess>>;
