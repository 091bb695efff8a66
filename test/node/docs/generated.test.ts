import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../../scripts/docs.js';
import { CODES } from '../../../src/model/codes.js';
import { PluggyError } from '../../../src/model/errors.js';
import { CONNECT_MILESTONES } from '../../../src/model/milestones.js';
import { readPage, ROOT } from '../../support/docs.js';

describe('the generated pages', () => {
  it.each([...generatedPages()])('%s is what npm run docs writes', (page, text) => {
    expect(readPage(page)).toBe(text);
  });

  it('include a page for every element', () => {
    const elements = readdirSync(path.join(ROOT, 'src/define')).map((file) => file.replace('.ts', '.md'));
    expect(readdirSync(path.join(ROOT, 'docs/elements')).sort()).toEqual(elements.sort());
  });
});

describe('docs/errors.md', () => {
  it('has one heading for every code, at the anchor that the message of the error names', () => {
    const headings = [...readPage('docs/errors.md').matchAll(/^### (.*)$/gm)].map(([, title]) => title!);
    const codes = Object.keys(CODES);
    expect(codes.length).toBeGreaterThan(70);
    expect([...headings].sort()).toEqual([...codes].sort());
    for (const code of codes) {
      const { message } = new PluggyError(code, 'What happened.');
      expect(message).toMatch(new RegExp(` See pluggy-elements/docs/errors\\.md#${code.toLowerCase()}$`));
    }
  });
});

describe('docs/analytics.md', () => {
  it('has every milestone, in the order of a connection', () => {
    const [, table = ''] = readPage('docs/analytics.md').split('## The funnel');
    const rows = [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'milestone');
    expect(rows).toEqual([...CONNECT_MILESTONES]);
  });
});
