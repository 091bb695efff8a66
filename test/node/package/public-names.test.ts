import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Declaration, Manifest } from '../../../scripts/manifest.js';
import { BANNER_PARTS, CARD_PARTS, CONNECT_PARTS, PROMPT_PARTS } from '../../../src/elements/item-card/parts.js';
import { ROOT } from '../../support/docs.js';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const sourcesIn = (folder: string) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(`${folder}/${file}`))
    .join('\n');
const all = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();

const { modules } = JSON.parse(read('dist/custom-elements.json')) as Manifest;
const elements = modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName);
const folderOf = ({ tagName }: Declaration) => `src/elements/${tagName!.replace('pluggy-', '')}`;
const names = (list: { name: string }[] = []) => [...new Set(list.map(({ name }) => name))].sort();

/** The classes and names of all events, as their constructors have them. */
const EVENTS = readdirSync(path.join(ROOT, 'src/events')).flatMap((file) =>
  [...read(`src/events/${file}`).matchAll(/class (Pluggy\w+Event)\b[^]*?super\('(pluggy-[a-z-]+)'/g)].map(
    ([, type, name]) => ({ type: type!, name: name! }),
  ),
);

/** Returns the names of the members of an interface in a file of declarations. */
function interfaceIn(file: string, name: string): string[] {
  const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name)
      found.push(...node.members.map((member) => member.name!.getText().replace(/^'|'$/g, '')));
    node.forEachChild(visit);
  };
  visit(tree);
  return found.sort();
}

/** Returns the names that a module exports, and the modules whose names it exports all. */
function exportsOf(file: string): string[] {
  const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  return tree.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) =>
      exportClause && ts.isNamedExports(exportClause)
        ? exportClause.elements.map(({ name }) => name.text)
        : [`* ${moduleSpecifier?.getText()}`],
    )
    .sort();
}

describe('the names of the public API', () => {
  it('of events are in the manifest, and in the types for listeners and for frameworks', () => {
    const expected = names(EVENTS);
    expect(expected).toHaveLength(EVENTS.length);
    expect(expected.length).toBeGreaterThan(10);
    expect(names(elements.flatMap(({ events = [] }) => events))).toEqual(expected);
    expect(interfaceIn('dist/types/elements.d.ts', 'PluggyEvents')).toEqual(expected);
    expect(interfaceIn('dist/events.d.ts', 'GlobalEventHandlersEventMap')).toEqual(expected);
  });

  it.each(elements.map((element) => [element.tagName!, element] as const))(
    'of the events, slots and parts of <%s> are those of its sources',
    (_, element) => {
      const text = sourcesIn(folderOf(element));
      const fired = EVENTS.filter(({ type }) => text.includes(`new ${type}(`));
      expect(names(element.events)).toEqual(expect.arrayContaining(names(fired)));
      expect(names(element.slots)).toEqual(expect.arrayContaining(all(text, /<slot name="([a-z-]+)"/g)));
      expect(names(element.cssParts)).toEqual(expect.arrayContaining(all(text, /\bpart="([a-z-]+)"/g)));
    },
  );

  it('of exported parts are those that the card and the list export', () => {
    const partsOf = (tag: string) => names(elements.find(({ tagName }) => tagName === tag)!.cssParts);
    const exported = (text: string) => text.split(', ').map((part) => part.replace(/^.*: /, ''));
    const ofCard = [PROMPT_PARTS, BANNER_PARTS, CONNECT_PARTS].flatMap(exported);
    expect(partsOf('pluggy-item-card')).toEqual(expect.arrayContaining(ofCard));
    expect(partsOf('pluggy-item-list')).toEqual(expect.arrayContaining(exported(CARD_PARTS)));
    // The manifest names no part that the card does not export.
    expect(exported(CARD_PARTS).sort()).toEqual(partsOf('pluggy-item-card'));
  });

  it.each(elements.map((element) => [element.tagName!, element] as const))(
    'of the attributes and properties of <%s> are in the types of the tags',
    (tag, { attributes, members = [] }) => {
      const file = 'dist/types/elements.d.ts';
      const { name: type } = elements.find(({ tagName }) => tagName === tag) as Declaration & { name: string };
      const [, base = ''] = new RegExp(`'${tag}': \\{ element: ${type}; attributes: (\\w+)Attributes;`).exec(
        read(file),
      )!;
      expect(interfaceIn(file, `${base}Attributes`)).toEqual(names(attributes));
      const settable = members.filter(({ kind, readonly }) => kind === 'field' && !readonly);
      const [, list = ''] =
        new RegExp(`interface ${base}Properties\\s+extends Settable<\\s*${type},([^>]*)>`).exec(read(file)) ?? [];
      const properties = all(list, /'([a-zA-Z]+)'/g);
      expect(properties).toEqual(names(settable));
    },
  );

  it('of tags are in the types of each framework, and have a component for React', () => {
    const tags = names(elements.map(({ tagName }) => ({ name: tagName! })));
    expect(interfaceIn('dist/types/elements.d.ts', 'PluggyElements')).toEqual(tags);
    // `Tag` is every key of `PluggyElements`.
    for (const framework of ['preact', 'react', 'solid', 'svelte', 'vue'])
      expect(read(`dist/types/${framework}.d.ts`), framework).toMatch(/in Tag\b/);
    expect(all(read('dist/react/index.d.ts'), /declare const \w+: PluggyComponent<'([a-z-]+)'>/g)).toEqual(tags);
  });

  it('of the entry are those of its source', () => {
    const expected = exportsOf('src/index.ts');
    expect(exportsOf('dist/index.d.ts')).toEqual(expected);
    expect(expected).toEqual(expect.arrayContaining(['PluggyConnectElement', 'PluggyError', 'Item', 'itemView']));
  });
});
