import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { freePort } from '../support/port.js';

interface Program {
  command: string;
  args: (port: number) => string[];
  cwd: string;
  env?: Record<string, string>;
  /** A text in the response of a server that has started. */
  path?: string;
  /** Time in milliseconds that the start may take. */
  timeout: number;
}

/** Runs a framework's server while a test uses it. If the server does not start, the error contains its output. */
export async function whileServing(program: Program, use: (url: string) => Promise<void>): Promise<void> {
  const { command, args, cwd, env, path = '', timeout } = program;
  const port = await freePort();
  const running = spawn(command, args(port), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group, because processes that npm starts outlive npm.
    detached: true,
  });
  const ended = once(running, 'exit');
  const output: string[] = [];
  running.stderr.on('data', (part) => output.push(String(part)));
  const url = `http://127.0.0.1:${port}/`;
  const answer = () =>
    fetch(url + path).then(
      ({ ok }) => (ok ? 'it answers' : output.join('')),
      () => output.join(''),
    );
  try {
    await expect.poll(answer, { message: command, timeout }).toBe('it answers');
    await use(url);
  } finally {
    if (running.exitCode === null) process.kill(-running.pid!);
    await ended;
  }
}
