import { spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Runs the command `pluggy-elements` of the package in a folder. `ended` resolves to its output and exit code. */
export function command(args: readonly string[], { cwd = ROOT }: { cwd?: string } = {}) {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli/index.js'), ...args], { cwd });
  const printed = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.error += chunk.toString()));
  const ended = new Promise<typeof printed & { code: number | null }>((resolve) =>
    child.on('close', (code) => resolve({ ...printed, code })),
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  /** Resolves to the printed text once the sandbox listens. */
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => printed.out.includes('Ctrl-C') && resolve(printed.out));
    void ended.then(({ out, error }) => reject(new Error(`The command ended: ${out}${error}`)));
  });
  ready.catch(() => undefined);
  return { child, ended, ready };
}

/** Returns the environment variables that the command has printed. */
export const envIn = (printed: string): Record<string, string> =>
  Object.fromEntries([...printed.matchAll(/^ *(PLUGGY_\w+)=(\S+)$/gm)].map(([, name, value]) => [name!, value!]));
