import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ELEMENTS = path.join(ROOT, 'src/elements');
const THEME = path.join(ELEMENTS, 'shared/theme.styles.ts');

const read = (file: string) => readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, '');

/** Definitions of private names by tokens: `--_radius: var(--pluggy-radius, 8px)`. */
const DEFINITION = /(--_[\w-]+):\s*var\((--pluggy-[\w-]+), ([^;]+)\);/g;

interface Token {
  name: string;
  default: string;
  description: string;
}

/** Returns the tokens of the table in docs/theming.md. */
const documented: Token[] = [
  ...readFileSync(path.join(ROOT, 'docs/theming.md'), 'utf8').matchAll(
    /^\| `(--pluggy-[\w-]+)` \| `([^`]+)` \| (.+) \|$/gm,
  ),
].map(([, name, initial, description]) => ({ name: name!, default: initial!, description: description! }));

const names = (tokens: Token[]) => tokens.map(({ name }) => name);

/** Returns the style sheets that the modules of a folder import, directly and through other sheets. */
function sheetsOf(files: string[], found = new Set<string>()): Set<string> {
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    if (file.endsWith('.styles.ts')) found.add(file);
    const imported = [...read(file).matchAll(/from '(\.[^']+\.styles)\.js'/g)].map(([, name]) =>
      path.resolve(path.dirname(file), `${name}.ts`),
    );
    sheetsOf(
      imported.filter((name) => !found.has(name)),
      found,
    );
  }
  return found;
}

/** Returns the tokens that rules read, by their own name or by the private name. */
function usedIn(text: string): string[] {
  const aliases = new Map([...(read(THEME) + text).matchAll(DEFINITION)].map(([, alias, name]) => [alias, name!]));
  aliases.delete('--_tone');
  const rules = text.replace(DEFINITION, (definition, alias: string, name: string) =>
    alias === '--_tone' ? `var(${name})` : '',
  );
  const mentioned = [...rules.matchAll(/var\((--(?:_|pluggy-)[\w-]+)/g)].map(([, name]) => name!);
  return [
    ...new Set(mentioned.map((name) => aliases.get(name) ?? name).filter((name) => name.startsWith('--pluggy-'))),
  ];
}

const elements = readdirSync(ELEMENTS)
  .map((name) => ({ name, folder: path.join(ELEMENTS, name) }))
  .filter(({ name, folder }) => existsSync(path.join(folder, `${name}.ts`)))
  .map(({ name, folder }) => {
    const files = readdirSync(folder).map((file) => path.join(folder, file));
    const sheets = [...sheetsOf(files)].filter((file) => file !== THEME);
    const inline = files.filter((file) => !file.endsWith('.styles.ts'));
    const jsDoc = readFileSync(path.join(folder, `${name}.ts`), 'utf8');
    return {
      name,
      used: usedIn([...sheets, ...inline].map(read).join('\n')),
      tokens: [...jsDoc.matchAll(/@cssproperty \[(--pluggy-[\w-]+)=(.+?)\] - (.+)/g)].map(
        ([, token, initial, description]) => ({ name: token!, default: initial!, description: description! }),
      ),
    };
  });

describe('the tokens', () => {
  it('are the same in docs/theming.md and in the theme', () => {
    const defined = [...read(THEME).matchAll(DEFINITION)].map(([, , name]) => name!);
    // A private name must not have the value `inherit`, which would be that of the element around.
    expect(names(documented).sort()).toEqual([...new Set([...defined, '--pluggy-font'])].sort());
  });

  it('are each used by an element', () => {
    expect(elements.length).toBeGreaterThan(5);
    const used = new Set(elements.flatMap((element) => element.used));
    expect(names(documented).filter((name) => !used.has(name))).toEqual([]);
  });

  it.each(elements)('of $name are those that its rules use', ({ used, tokens }) => {
    expect(names(tokens)).toEqual(names(documented).filter((name) => used.includes(name)));
    expect(used.filter((name) => !names(documented).includes(name))).toEqual([]);
  });

  it.each(elements)('of $name have the default and the description of docs/theming.md', ({ tokens }) => {
    for (const token of tokens) expect(documented).toContainEqual(token);
  });

  it('have one default each, in every sheet', () => {
    const defaults = new Map<string, Set<string>>();
    const sheets = readdirSync(ELEMENTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.styles.ts'),
    );
    for (const file of sheets) {
      for (const [, , name, value] of read(path.join(ELEMENTS, file)).matchAll(DEFINITION)) {
        defaults.set(name!, (defaults.get(name!) ?? new Set()).add(value!));
      }
    }
    for (const { name, default: initial } of documented) {
      const light = /^light-dark\(([^,]+), /.exec(initial)?.[1];
      if (defaults.has(name))
        expect([...defaults.get(name)!].sort(), name).toEqual([initial, light].filter(Boolean).sort());
    }
  });
});
