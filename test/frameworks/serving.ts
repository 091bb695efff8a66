import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { freePort } from '../support/port.js';

interface Program {
  command: string;
  args: (port: number) => string[];
  cwd: string;
  env?: Record<string, string>;
  /** What it answers once it is there. */
  path?: string;
  /** How long that may take, in milliseconds. */
  timeout: number;
}

/** Runs somebody else's server as long as it is used; if it does not come, the failure says what it said. */
export async function whileServing(program: Program, use: (url: string) => Promise<void>): Promise<void> {
  const { command, args, cwd, env, path = '', timeout } = program;
  const port = await freePort();
  const running = spawn(command, args(port), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: what npm starts outlives npm.
    detached: true,
  });
  const ended = once(running, 'exit');
  const said: string[] = [];
  running.stderr.on('data', (part) => said.push(String(part)));
  const url = `http://127.0.0.1:${port}/`;
  const answer = () =>
    fetch(url + path).then(
      ({ ok }) => (ok ? 'it answers' : said.join('')),
      () => said.join(''),
    );
  try {
    await expect.poll(answer, { message: command, timeout }).toBe('it answers');
    await use(url);
  } finally {
    if (running.exitCode === null) process.kill(-running.pid!);
    await ended;
  }
}
