import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STACKS } from '../../backends/stacks.js';

const BACKENDS = path.resolve(import.meta.dirname, '../../../demo/backends');
const MAX_LINES = 200;
const MAX_README_LINES = 10;

const lines = (file: string) => readFileSync(path.join(BACKENDS, file), 'utf8').trimEnd().split('\n');
const programs = (folder: string) =>
  (readdirSync(path.join(BACKENDS, folder), { recursive: true }) as string[])
    .filter((file) => /\.(py|js|php|go|rb|java)$/.test(file) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file));

describe('an example backend is short', () => {
  for (const { folder } of STACKS) {
    it(folder, () => {
      const files = programs(folder);
      expect(files).not.toEqual([]);
      for (const file of files) expect(lines(file).length, file).toBeLessThanOrEqual(MAX_LINES);
      const code = files.flatMap(lines).filter((line) => line.trim());
      expect(code.length, 'lines that are not blank').toBeLessThanOrEqual(MAX_LINES);
      expect(lines(path.join(folder, 'README.md')).length, 'its README').toBeLessThanOrEqual(MAX_README_LINES);
    });
  }
});
