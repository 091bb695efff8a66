import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../../src/model/codes.js';
import { PluggyError } from '../../../src/model/errors.js';
import { ERROR_DOCS } from '../../../stories/error-docs.js';

const README = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8').replace(/ +/g, ' ');

describe('the errors in the README', () => {
  it('are all there, each at the anchor that its message names, and say what the errors page says', () => {
    const codes = Object.keys(CODES) as (keyof typeof CODES)[];
    expect(codes.length).toBeGreaterThan(70);
    for (const code of codes) {
      const anchor = new PluggyError(code, 'What happened.').message.split('#')[1]!;
      expect(README).toContain(`| <a id="${anchor}"></a>\`${code}\` | ${ERROR_DOCS[code]} |`);
    }
    expect(README.match(/<a id="[^"]+"><\/a>`/g)).toHaveLength(codes.length);
  });
});
