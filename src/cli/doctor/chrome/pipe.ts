import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Time in which Chrome has to answer a command. */
const COMMAND_MS = 60_000;
/** Time in which Chrome has to end before it is killed. */
const CLOSE_MS = 3000;

type Message = {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
  sessionId?: string;
};

/** A Chrome without a window, reached through two pipes: Node 20 has no WebSocket. */
export interface Chrome {
  send: <T>(method: string, params?: object, sessionId?: string) => Promise<T>;
  on: (listener: (method: string, params: unknown) => void) => void;
  close: () => Promise<void>;
}

/** Starts Chrome with an empty profile, which `close()` deletes. */
export function startChrome(executable: string): Chrome {
  const profile = mkdtempSync(path.join(tmpdir(), 'pluggy-elements-doctor-'));
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    executable,
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-extensions',
      // Chrome's own sandbox does not start as root, as in a container.
      ...(isRoot ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  const pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  const listeners: ((method: string, params: unknown) => void)[] = [];
  let lastId = 0;
  let rest = '';

  const end = (reason: string) => {
    for (const { reject } of pending.values()) reject(new Error(reason));
    pending.clear();
  };
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      end('Chrome has ended.');
      resolve();
    });
    child.once('error', (error) => {
      end(error.message);
      resolve();
    });
  });
  // A broken pipe is reported by `exit`.
  input.on('error', () => {});
  output.setEncoding('utf8');
  output.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) receive(JSON.parse(part) as Message);
  });

  function receive({ id, method, params, result, error }: Message): void {
    if (method) listeners.forEach((listener) => listener(method, params));
    const command = id === undefined ? undefined : pending.get(id);
    if (!command || id === undefined) return;
    pending.delete(id);
    if (error) command.reject(new Error(error.message));
    else command.resolve(result);
  }

  return {
    on: (listener) => listeners.push(listener),
    send: <T>(method: string, params: object = {}, sessionId?: string) =>
      new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        const timer = setTimeout(() => {
          pending.delete(id);
          reject(new Error(`Chrome did not answer ${method}.`));
        }, COMMAND_MS);
        const settle =
          <V>(run: (value: V) => void) =>
          (value: V) => {
            clearTimeout(timer);
            run(value);
          };
        pending.set(id, { resolve: settle(resolve as (result: unknown) => void), reject: settle(reject) });
        if (child.exitCode !== null) end('Chrome has ended.');
        else input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      }),
    async close() {
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      input.write(`${JSON.stringify({ id: ++lastId, method: 'Browser.close' })}\0`);
      await exited;
      clearTimeout(timer);
      // Helper processes of Chrome may still write for a moment. A profile that stays in the folder for temporary files does
      // not matter for the report.
      await rm(profile, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
    },
  };
}
