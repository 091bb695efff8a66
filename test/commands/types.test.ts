import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGES = path.join(ROOT, 'test/types');

/** Returns the expected errors as `Page.vue:12`: the line after each comment that begins with `wrong:`. */
function expectedFaults(folder: string, type: string): string[] {
  return readdirSync(path.join(PAGES, folder))
    .filter((name) => name.endsWith(type))
    .flatMap((name) => {
      const lines = readFileSync(path.join(PAGES, folder, name), 'utf8').split('\n');
      return lines.flatMap((line, index) =>
        /^\s*(\/\/|\{\/\*|<!--) wrong: /.test(line) ? [`${name}:${index + 2}`] : [],
      );
    })
    .sort();
}

const sorted = (faults: string[]) => [...new Set(faults)].sort();

/** Runs a framework's type checker on pages with errors, and returns the lines of the errors. */
async function check(script: string, args: string[], pattern: RegExp): Promise<string[]> {
  const checker = spawn(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], { cwd: PAGES });
  const chunks: Buffer[] = [];
  for (const stream of [checker.stdout, checker.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => checker.on('close', resolve));
  const output = Buffer.concat(chunks).toString();
  expect(code, output).not.toBe(0);
  return sorted([...output.matchAll(pattern)].map(([, file, line]) => `${path.basename(file!)}:${line}`));
}

/** Returns the lines of TypeScript's errors in the JSX pages and in this project's declarations, without node_modules. */
function checkJsx(): string[] {
  const text = ({ messageText }: ts.Diagnostic) => ts.flattenDiagnosticMessageText(messageText, '\n');
  const onUnRecoverableConfigFileDiagnostic = (fault: ts.Diagnostic) => expect.fail(text(fault));
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic };
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(path.join(PAGES, 'tsconfig.json'), {}, host)!;
  const program = ts.createProgram(fileNames, options);
  const ours = program.getSourceFiles().filter(({ fileName }) => !fileName.includes('/node_modules/'));
  expect(ours.length).toBeGreaterThan(30);
  const faults = [program.getOptionsDiagnostics(), program.getGlobalDiagnostics()].flat();
  for (const file of ours)
    faults.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file));
  return sorted(
    faults.map((fault) => {
      const { file, start = 0 } = fault;
      if (!file) return text(fault);
      return `${path.basename(file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}`;
    }),
  );
}

describe('the types of the tags', () => {
  it('accept correct and reject wrong pages in React 19, Preact and Solid', () => {
    const expected = expectedFaults('', '.tsx');
    expect(expected.length).toBeGreaterThan(50);
    expect(checkJsx()).toEqual(expected);
  });

  it('accept correct and reject wrong pages in Vue', async () => {
    const expected = expectedFaults('vue', '.vue');
    expect(expected.length).toBeGreaterThan(15);
    const args = ['-p', 'vue', '--pretty', 'false'];
    expect(await check('vue-tsc/bin/vue-tsc.js', args, /^(\S+)\((\d+),\d+\): error/gm)).toEqual(expected);
  });

  it('accept correct and reject wrong pages in Svelte 5', async () => {
    const expected = expectedFaults('svelte', '.svelte');
    expect(expected.length).toBeGreaterThan(15);
    const args = ['--workspace', 'svelte', '--tsconfig', './tsconfig.json', '--output', 'machine'];
    expect(await check('svelte-check/bin/svelte-check', args, /^\d+ ERROR "(.+)" (\d+):\d+ /gm)).toEqual(expected);
  });
});
