import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../../src');

/** Who may import whom; everybody may import from its own folder. */
const ALLOWED: Record<string, string[]> = {
  model: [],
  client: ['model'],
  locales: ['model'],
  events: ['model', 'client'],
  session: ['model', 'client', 'locales'],
  elements: ['model', 'client', 'locales', 'events', 'session'],
  define: ['elements'],
  'define.ts': ['define'],
  ssr: ['locales', 'elements'],
  index: ['model', 'client', 'locales', 'events', 'elements'],
};

interface Import {
  file: string;
  from: string;
  to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('sandbox/'),
);
const source = (file: string) => readFileSync(path.join(SRC, file), 'utf8');
const specifiers = (file: string) =>
  [...source(file).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier]) => specifier!);

function layer(file: string): string {
  const [first = '', second] = file.split('/');
  return second === undefined ? (first === 'define.ts' ? first : first.replace('.ts', '')) : first;
}

const imports: Import[] = files.flatMap((file) =>
  specifiers(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => {
      const target = path.relative(SRC, path.resolve(SRC, path.dirname(file), specifier)).replace(/\.js$/, '.ts');
      return { file: `${file} → ${target}`, from: layer(file), to: layer(target) };
    }),
);

describe('the architecture', () => {
  it('has modules to speak of', () => {
    expect(imports.length).toBeGreaterThan(30);
  });

  it('imports in one direction', () => {
    const wrong = imports.filter(({ from, to }) => from !== to && !ALLOWED[from]?.includes(to));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  it('names the SDK in one file, and only through a dynamic import', () => {
    const named = files.filter((file) => /['"]pluggy-connect-sdk/.test(source(file)));
    expect(named).toEqual(['client/widget.ts']);
    expect(source('client/widget.ts')).toContain("import('pluggy-connect-sdk')");
    expect(source('client/widget.ts')).not.toMatch(/from ['"]pluggy-connect-sdk/);
  });

  it('keeps Lit out of model, client and locales', () => {
    const wrong = files.filter(
      (file) => /^(model|client|locales)\//.test(file) && specifiers(file).some((name) => /^@?lit/.test(name)),
    );
    expect(wrong).toEqual([]);
  });

  it('makes no markup and no code from text', () => {
    const wrong = files.filter((file) =>
      /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|\beval\(|new Function/.test(source(file)),
    );
    expect(wrong).toEqual([]);
  });
});
