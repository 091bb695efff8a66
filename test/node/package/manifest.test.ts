import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { argTypesOf } from '../../../.storybook/arg-types.js';
import type { Declaration, Manifest } from '../../../scripts/manifest.js';
import { attributeOf } from '../../../src/elements/shared/attributes.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ELEMENTS = path.join(ROOT, 'src/elements');

/** The members and attributes that a class declares in its source. */
interface Source {
  file: string;
  parent?: string;
  /** Public members by name, and whether each has a description. */
  members: Map<string, boolean>;
  hidden: Set<string>;
  attributes: Map<string, string>;
}

/** Methods that only the browser or Lit calls. */
const CALLBACKS =
  /^(constructor|connected|disconnected|attributeChanged|adopted|form\w+)Callback$|^(update|updated|willUpdate|firstUpdated|render|createRenderRoot|shouldUpdate|requestUpdate|addController|constructor)$/;

function readSources(): Map<string, Source> {
  const found = new Map<string, Source>();
  for (const file of readdirSync(ELEMENTS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    const tree = ts.createSourceFile(
      file,
      readFileSync(path.join(ELEMENTS, file), 'utf8'),
      ts.ScriptTarget.ES2022,
      true,
    );
    tree.forEachChild((node) => {
      if (ts.isClassDeclaration(node) && node.name) found.set(node.name.text, readClass(file, node));
    });
  }
  return found;
}

function readClass(file: string, node: ts.ClassDeclaration): Source {
  const parent = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const source: Source = {
    file,
    parent: parent?.expression.getText(),
    members: new Map(),
    hidden: new Set(),
    attributes: new Map(),
  };
  for (const member of node.members) {
    const name = member.name?.getText() ?? 'constructor';
    const kinds = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []).map(({ kind }) => kind) : [];
    if (kinds.includes(ts.SyntaxKind.StaticKeyword)) {
      if (name === 'properties') readProperties(member as ts.PropertyDeclaration, source.attributes);
      continue;
    }
    const isHidden = kinds.some((kind) =>
      [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(kind),
    );
    const isInternal = ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
    if (isHidden || isInternal || name.startsWith('#')) source.hidden.add(name);
    else if (!CALLBACKS.test(name)) {
      source.members.set(name, (source.members.get(name) ?? false) || ts.getJSDocCommentsAndTags(member).length > 0);
    }
  }
  return source;
}

function readProperties(member: ts.PropertyDeclaration, attributes: Map<string, string>): void {
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.parent.parent === member) {
      const text = node.initializer.getText();
      const name = /attribute: '([^']+)'/.exec(text)?.[1] ?? attributeOf(node.name.getText());
      if (!/attribute: false|state: true/.test(text)) attributes.set(node.name.getText(), name);
    }
    node.forEachChild(visit);
  };
  visit(member);
}

describe('the manifest', () => {
  let elements: Declaration[];
  const sources = readSources();
  const lineage = (name: string): Source[] => {
    const source = sources.get(name);
    return source ? [source, ...lineage(source.parent ?? '')] : [];
  };
  const named = (declaration: Declaration) => (declaration as { name?: string }).name ?? '';

  beforeAll(() => {
    const text = readFileSync(path.join(ROOT, 'dist/custom-elements.json'), 'utf8');
    elements = (JSON.parse(text) as Manifest).modules.flatMap(({ declarations }) => declarations);
    elements = elements.filter(({ tagName }) => tagName);
  });

  it('has every element', () => {
    const tags = readdirSync(path.join(ROOT, 'src/define')).map((file) => `pluggy-${file.replace('.ts', '')}`);
    expect(elements.map(({ tagName }) => tagName).sort()).toEqual(tags.sort());
  });

  it('shows no private member', () => {
    const shown = elements.flatMap((element) => {
      const hidden = new Set(lineage(named(element)).flatMap((source) => [...source.hidden]));
      return (element.members ?? [])
        .filter(({ name }) => hidden.has(name))
        .map(({ name }) => `${named(element)}.${name}`);
    });
    expect(shown).toEqual([]);
  });

  it('has every public member and attribute of the sources, each with a description', () => {
    expect(elements.filter((element) => !lineage(named(element)).length)).toEqual([]);
    const missing = elements.flatMap((element) => {
      const members = new Set(element.members?.map(({ name }) => name));
      const attributes = new Set(element.attributes?.map(({ name }) => name));
      return lineage(named(element)).flatMap((source) => [
        ...[...source.members.keys()].filter((name) => !members.has(name)).map((name) => `${named(element)}.${name}`),
        ...[...source.attributes.values()]
          .filter((name) => !attributes.has(name))
          .map((name) => `${named(element)}[${name}]`),
      ]);
    });
    expect(missing).toEqual([]);
    const rows = elements.flatMap((element) => Object.values(argTypesOf(element)));
    expect(rows.length).toBeGreaterThan(150);
    expect(rows.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });

  it('has every part and token of the sources', () => {
    const text = readdirSync(ELEMENTS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(path.join(ELEMENTS, file), 'utf8'))
      .join('\n');
    const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();
    const known = (key: 'cssParts' | 'cssProperties') =>
      new Set(elements.flatMap((element) => element[key]?.map(({ name }) => name) ?? []));
    expect(all(/var\((--pluggy-[a-z-]+)/g).filter((name) => !known('cssProperties').has(name))).toEqual([]);
    expect(all(/\bpart="([a-z]+)"/g).filter((name) => !known('cssParts').has(name))).toEqual([]);
  });
});

interface Named {
  name: string;
  description?: string;
}
interface Known extends Named {
  attributes: Named[];
  slots?: Named[];
  events?: Named[];
  js: { properties: Named[]; events: Named[] };
}

describe('the data for editors', () => {
  const file = <T>(name: string) => JSON.parse(readFileSync(path.join(ROOT, 'dist', name), 'utf8')) as T;
  const manifest = file<Manifest>('custom-elements.json');
  const elements = manifest.modules.flatMap(({ declarations }) => declarations).filter(({ tagName }) => tagName);
  const names = (list: { name?: string }[] = []) => [...new Set(list.map(({ name }) => name))].sort();
  /** Returns the names in a section of a tooltip, in which `_default_` is the slot without a name. */
  const listed = (text: string, heading: string) => {
    const section = text.split('### ').find((part) => part.startsWith(`**${heading}:**`)) ?? '';
    const found = [...section.matchAll(/^ ?- (?:\*\*([\w-]+)|_default_)/gm)].map(([, name = '']) => ({ name }));
    return names(found);
  };

  it('has every tag with its attributes, properties, events and slots for JetBrains', () => {
    const { html } = file<{ contributions: { html: { elements: Known[] } } }>('web-types.json').contributions;
    expect(names(html.elements)).toEqual(elements.map(({ tagName }) => tagName).sort());
    for (const element of elements) {
      const tag = html.elements.find(({ name }) => name === element.tagName)!;
      const fields = element.members?.filter(({ kind }) => kind === 'field');
      expect(tag.description, tag.name).toBeTruthy();
      expect(names(tag.attributes), tag.name).toEqual(names(element.attributes));
      expect(names(tag.js.properties), tag.name).toEqual(names(fields));
      expect(names(tag.js.events), tag.name).toEqual(names(element.events));
      expect(names(tag.events), tag.name).toEqual(names(element.events));
      expect(names(tag.slots), tag.name).toEqual(names(element.slots));
      for (const { name, description } of [tag.attributes, tag.js.properties, tag.js.events, tag.slots ?? []].flat())
        expect(description, `${tag.name} ${name}`).toBeTruthy();
    }
  });

  it('has every tag with its attributes for VS Code, and the other members in the tooltip', () => {
    const { tags } = file<{ tags: Known[] }>('vscode.html-custom-data.json');
    expect(names(tags)).toEqual(elements.map(({ tagName }) => tagName).sort());
    for (const element of elements) {
      const { name, attributes, description = '' } = tags.find((tag) => tag.name === element.tagName)!;
      expect(names(attributes), name).toEqual(names(element.attributes));
      expect(listed(description, 'Events'), name).toEqual(names(element.events));
      expect(listed(description, 'Slots'), name).toEqual(names(element.slots));
      expect(listed(description, 'CSS Parts'), name).toEqual(names(element.cssParts));
      expect(listed(description, 'CSS Properties'), name).toEqual(names(element.cssProperties));
      expect(listed(description, 'Methods'), name).toEqual(
        names(element.members?.filter(({ kind }) => kind === 'method')),
      );
    }
  });

  it('has every part and token for style sheets in both editors', () => {
    const code = file<{ properties: Named[]; pseudoElements: Named[] }>('vscode.css-custom-data.json');
    const { css } = file<{ contributions: { css: { properties: Named[]; 'pseudo-elements': Named[] } } }>(
      'web-types.json',
    ).contributions;
    const tokens = names(elements.flatMap(({ cssProperties = [] }) => cssProperties));
    const parts = names(elements.flatMap(({ cssParts = [] }) => cssParts));
    expect(tokens.length).toBeGreaterThan(10);
    expect(names(code.properties)).toEqual(tokens);
    expect(names(css.properties)).toEqual(tokens);
    expect(names(code.pseudoElements)).toEqual(parts.map((name) => `::part(${name})`).sort());
    expect(names(css['pseudo-elements'])).toEqual(parts.map((name) => `part(${name})`).sort());
  });
});
