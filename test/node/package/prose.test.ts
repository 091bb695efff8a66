import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { commentsOf, FAULTS, FOLDERS, judge } from '../../../scripts/prose.mjs';

const SCRIPT = path.resolve(import.meta.dirname, '../../../scripts/prose.mjs');

const texts = (source: string, file?: string) => commentsOf(source, file).map(({ text }) => text);
const [QUESTION_WORD, PARTICLE, GHOST] = FAULTS.map(({ name }) => name);

/** Names of the faults that a single comment has. */
const faultsOf = (text: string) =>
  judge(commentsOf(`/** ${text} */`))
    .filter(({ offending }) => offending.length > 0)
    .map(({ name }) => name);

describe('the comments of a source', () => {
  it('are blocks, docstrings and lines, each with its place', () => {
    const source =
      '/* First. */\nconst a = 1; // Second.\n\n/**\n * Third\n * one.\n */\nclass B {\n  // Fourth.\n  c = 1;\n}\n';
    expect(commentsOf(source)).toEqual([
      { line: 1, text: 'First.' },
      { line: 2, text: 'Second.' },
      { line: 4, text: 'Third one.' },
      { line: 9, text: 'Fourth.' },
    ]);
  });

  it('are joined where lines follow each other, and not after code', () => {
    expect(texts('// One sentence\n// in two lines.\nlet a;')).toEqual(['One sentence in two lines.']);
    expect(texts('let a; // First.\n// Second.\nlet b;')).toEqual(['First.', 'Second.']);
    expect(texts('// First.\n\n// Second.\nlet b;')).toEqual(['First.', 'Second.']);
  });

  it('are no strings, addresses or regular expressions', () => {
    expect(texts("const a = 'https://a.example/*b*/'; const b = /[/*]//* real */;")).toEqual(['real']);
  });

  it('are found in the style sheets and code of templates, and in JSX', () => {
    expect(texts('const s = css`\n  /* Styled. */\n  a { color: ${/* Inner. */ red}; }`;')).toEqual([
      'Styled.',
      'Inner.',
    ]);
    expect(texts('const a = <p>{/* Shown. */}</p>;', 'a.tsx')).toEqual(['Shown.']);
  });

  it('are no directives', () => {
    expect(
      texts('// eslint-disable-next-line no-console\n\n// @ts-expect-error\n\n/* prettier-ignore */\nlet a;'),
    ).toEqual([]);
  });
});

describe('the faults', () => {
  it.each(['What the page asks for.', 'Where the list comes from.', 'Whose change was told.', 'who asks'])(
    'include a question word that asks nothing: %s',
    (text) => expect(faultsOf(text)).toEqual([QUESTION_WORD]),
  );

  it.each(['It moves.', 'Its end.', 'One per page.', 'This is new.', 'Nor is this.', 'The same again.', 'also here'])(
    'include a pronoun or a particle first: %s',
    (text) => expect(faultsOf(text)).toEqual([PARTICLE]),
  );

  it('include "nobody" and "somebody" anywhere', () => {
    expect(faultsOf('Read before somebody asks.')).toEqual([GHOST]);
    expect(faultsOf('Nobody asks.')).toEqual([PARTICLE, GHOST]);
  });

  it.each([
    'Returns the item.',
    'What is the id?',
    'Whether the item is new.',
    'This page lists items.',
    'Italic text.',
  ])('leave a plain sentence alone: %s', (text) => expect(faultsOf(text)).toEqual([]));

  it('are too many above their share of the comments', () => {
    const comments = (faulty: number) =>
      Array.from({ length: 200 }, (_, line) => ({ line, text: line < faulty ? 'What is.' : 'An item.' }));
    expect(judge(comments(2))[0]!.exceeded).toBe(false);
    expect(judge(comments(3))[0]!.exceeded).toBe(true);
  });
});

describe('npm run prose', () => {
  it('names the place of each faulty comment, and fails where a bound is exceeded', { timeout: 60_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { encoding: 'utf8' });
    const lines = stdout.trimEnd().split('\n');
    const places = lines.filter((line) => /^\S+\.\w+:\d+: (begins|says) /.test(line));
    const totals = lines.filter((line) => /^\S+: \d+ comments$/.test(line));
    const shares = lines.filter((line) => /^ {2}.+: [\d.]+ % of at most [\d.]+ %(, too many)?$/.test(line));
    expect(totals).toHaveLength(FOLDERS.length);
    expect(shares).toHaveLength(FOLDERS.length * FAULTS.length);
    expect(lines).toHaveLength(places.length + totals.length + shares.length);
    expect(status).toBe(shares.some((line) => line.endsWith('too many')) ? 1 : 0);
  });
});
