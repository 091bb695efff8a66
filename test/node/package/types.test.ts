import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGES = path.join(ROOT, 'test/types');

/** What a checker of types says of the pages in a folder. It always has something to find. */
async function check(script: string, ...args: string[]): Promise<string> {
  const checker = spawn(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], { cwd: PAGES });
  const chunks: Buffer[] = [];
  for (const stream of [checker.stdout, checker.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => checker.on('close', resolve));
  const said = Buffer.concat(chunks).toString();
  expect(code, said).not.toBe(0);
  return said;
}

/** Each page's lines, as `Page.vue:12`. */
function pagesIn(folder: string, type: string): { file: string; lines: string[] }[] {
  const names = readdirSync(path.join(PAGES, folder)).filter((name) => name.endsWith(type));
  return names.map((file) => ({ file, lines: readFileSync(path.join(PAGES, folder, file), 'utf8').split('\n') }));
}

/** Where a fault is expected: on the line after a comment that begins with `wrong:`. */
function expectedFaults(folder: string, type: string): string[] {
  return pagesIn(folder, type)
    .flatMap(({ file, lines }) =>
      lines.flatMap((line, index) => (/^\s*(\/\/|\{\/\*|<!--) wrong: /.test(line) ? [`${file}:${index + 2}`] : [])),
    )
    .sort();
}

const faults = (said: string, pattern: RegExp) =>
  [...new Set([...said.matchAll(pattern)].map(([, file, line]) => `${path.basename(file!)}:${line}`))].sort();

const TSC = /^(\S+)\((\d+),\d+\): error/gm;
const SVELTE = /^\d+ ERROR "(.+)" (\d+):\d+ /gm;

describe('the types of the tags', { timeout: 60_000 }, () => {
  it.each([
    // With the declarations of all five, to the last.
    ['React 19, Preact and Solid', '', '.tsx', 45, TSC, ['typescript/bin/tsc', '-p', '.', '--pretty', 'false']],
    ['Vue', 'vue', '.vue', 18, TSC, ['vue-tsc/bin/vue-tsc.js', '-p', 'vue', '--pretty', 'false']],
    [
      'Svelte 5',
      'svelte',
      '.svelte',
      17,
      SVELTE,
      [
        'svelte-check/bin/svelte-check',
        '--workspace',
        'svelte',
        '--tsconfig',
        './tsconfig.json',
        '--output',
        'machine',
      ],
    ],
  ] as const)(
    '%s: what is right compiles, and nothing that is wrong',
    async (_, folder, type, count, pattern, args) => {
      const [script, ...rest] = args;
      const expected = expectedFaults(folder, type);
      expect(expected.length).toBeGreaterThanOrEqual(count);
      const said = await check(script, ...rest);
      expect(faults(said, pattern), said).toEqual(expected);
    },
  );
});
